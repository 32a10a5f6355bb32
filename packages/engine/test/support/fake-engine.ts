import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createRawServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Something that listens where an Engine would. */
export interface FakeEngine {
  readonly socket: string;
  /** With which the `docker` command would speak to it. */
  readonly env: { readonly DOCKER_HOST: string };
  /** What it was asked: method, path with its query, and what was sent with it. */
  readonly asked: string[];
  /** The connections that are open. */
  readonly open: ReadonlySet<Socket>;
  /** How many there have been. */
  connections(): number;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** An Engine that answers these questions (`GET /containers/json`, without the version and the query), and says of all others that they are not expected. */
export async function fakeEngine(
  answers: Readonly<Record<string, string | Buffer | Answer>>,
  { api = '1.45' }: { readonly api?: string | undefined } = {},
): Promise<FakeEngine> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const bodies: Buffer[] = [];
    request.on('data', (piece: Buffer) => bodies.push(piece));
    request.on('end', () => {
      const { method = '', url = '' } = request;
      const line = `${method} ${url}`;
      if (api !== '') response.setHeader('Api-Version', api);
      if (line === 'GET /_ping') return void response.end('OK');
      asked.push([line, ...(bodies.length === 0 ? [] : [Buffer.concat(bodies).toString()])].join(' '));
      const answer = answers[`${method} ${url.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '')}`];
      if (typeof answer === 'function') return answer(response, request);
      response.statusCode = answer === undefined ? 500 : 200;
      return void response.end(answer ?? JSON.stringify({ message: `not expected: ${line}` }));
    });
  });
  return await listening(server, asked);
}

/** The text of a `docker` that does with Node what `docker system dial-stdio` does, and nothing else. */
export function diallerTo(socket: string): string {
  return `#!${process.execPath}
if (process.argv.slice(2).join(' ') !== 'system dial-stdio') process.exit(9);
const connection = require('node:net').connect(${JSON.stringify(socket)});
process.stdin.pipe(connection).pipe(process.stdout);
`;
}

/** Something else than an Engine: what it does with each connection. */
export async function fakeSocket(onConnection: (socket: Socket) => void): Promise<FakeEngine> {
  return await listening(createRawServer(onConnection), []);
}

async function listening(server: Server, asked: string[]): Promise<FakeEngine> {
  const directory = mkdtempSync(join(tmpdir(), 'ktrdr-engine-'));
  const socket = join(directory, 'docker.sock');
  const open = new Set<Socket>();
  let connections = 0;
  server.on('connection', (connection: Socket) => {
    connections += 1;
    open.add(connection);
    connection.on('error', () => {}).once('close', () => open.delete(connection));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    env: { DOCKER_HOST: `unix://${socket}` },
    asked,
    open,
    connections: () => connections,
    async close() {
      for (const connection of open) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true });
    },
  };
}
