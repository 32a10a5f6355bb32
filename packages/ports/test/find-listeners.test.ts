import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { findListeners, isPortBound } from '../src/index.ts';
import { lsofListeners, parseLsof } from '../src/lsof-listeners.ts';
import { parseProcNet } from '../src/parse-proc-net.ts';

const directory = temporaryDirectory();
const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

async function listen(host: string): Promise<number> {
  const server = createServer();
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('findListeners', () => {
  test.each(['127.0.0.1', '0.0.0.0', '::', '::1'])('sees a listener on %s, and who it is', async (host) => {
    const port = await listen(host);
    expect(await isPortBound(port)).toBe(true);
    const [listener, ...others] = await findListeners([port, port]);
    expect(others).toEqual([]);
    expect(listener?.port).toBe(port);
    if (process.platform === 'linux') {
      expect(listener?.addresses).toEqual([host]);
      expect(listener?.process?.pid).toBe(process.pid);
    }
  });

  test('says nothing of a free port', async () => {
    const port = await listen('127.0.0.1');
    await new Promise((done) => servers.splice(0)[0]?.close(done));
    expect(await isPortBound(port)).toBe(false);
    expect(await findListeners([port])).toEqual([]);
  });

  test('keeps the order it was asked in, whatever is free in between', async () => {
    const first = await listen('127.0.0.1');
    const second = await listen('127.0.0.1');
    const gone = await listen('127.0.0.1');
    await new Promise((done) => servers.pop()?.close(done));
    const found = await findListeners([second, gone, first]);
    expect(found.map(({ port }) => port)).toEqual([second, first]);
    expect(await findListeners([])).toEqual([]);
  });

  test('reports every address that a port is bound to', async () => {
    const port = await listen('127.0.0.1');
    const other = createServer();
    servers.push(other);
    other.listen(port, '::1');
    await once(other, 'listening');
    const [listener] = await findListeners([port]);
    expect(listener?.addresses.toSorted()).toEqual(process.platform === 'linux' ? ['127.0.0.1', '::1'] : []);
  });

  test('sees a listener of another process', async () => {
    const program =
      "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })";
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = await once(child.stdout, 'data');
      const [listener] = await findListeners([Number(line)]);
      expect(listener?.port).toBe(Number(line));
      if (process.platform === 'linux') expect(listener?.process).toEqual({ pid: child.pid, name: 'node' });
    } finally {
      child.kill();
    }
  });

  test('finds the port by binding where there is no /proc', async () => {
    const port = await listen('127.0.0.1');
    expect((await findListeners([port], { platform: 'darwin' })).map((listener) => listener.port)).toEqual([port]);
  });
});

test.each([
  ['an empty file', ''],
  [
    'the heading alone',
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n',
  ],
  ['a line that was cut off', '   0: 0100007F:1F40 00000000:0000 0A'],
])('parseProcNet finds nothing in %s', (_, text) => {
  expect(parseProcNet(text, 'tcp')).toEqual([]);
});

test('parseProcNet keeps listening sockets only', () => {
  // Linux 6.18, /proc/net/tcp and /proc/net/tcp6.
  const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F40 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 20 4 30 10 -1
   2: 00000000000000000000000001000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0
   3: B80D0120000000000000000001000000:0BB9 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1 0000000000000000 100 0 0 10 0
`;
  expect(parseProcNet(text, 'tcp')).toEqual([
    { address: '127.0.0.1', port: 8000, inode: '4711' },
    { address: '::1', port: 3000, inode: '4713' },
    { address: '2001:db8:0:0:0:0:0:1', port: 3001, inode: '4714' },
  ]);
});

test('by UDP: one that is bound is seen, and no TCP port of the same number', async () => {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  try {
    expect(await findListeners([port])).toEqual([]);
    const found = await findListeners([port], { protocol: 'udp' });
    // Elsewhere the system does not tell.
    expect(found.map((listener) => listener.port)).toEqual(process.platform === 'linux' ? [port] : []);
  } finally {
    socket.close();
  }
});

test('an lsof that does not end is given up, and so is a helper that one has left; the ports are bound all the same', async () => {
  const helpers = join(directory, 'helpers');
  const helper = `sleep 120 & echo $! >> ${helpers}`;
  const script = `#!/bin/sh\necho p811\n${helper}\ncase "$*" in *:5432*) wait ;; esac\n`;
  writeFileSync(join(directory, 'lsof'), script, { mode: 0o755 });
  const env = { PATH: [directory, '/usr/bin', '/bin'].join(delimiter) };
  try {
    expect(await lsofListeners([5432, 5433], env)).toEqual([
      { port: 5432, addresses: [] },
      { port: 5433, addresses: [], process: { pid: 811, name: '' } },
    ]);
  } finally {
    for (const pid of readFileSync(helpers, 'utf8').trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
  }
}, 30_000);

test('parseLsof reads the fields of lsof -Fpcn', () => {
  expect(parseLsof(5432, 'p811\ncpostgres\nf7\nn127.0.0.1:5432\nf8\nn[::1]:5432\n')).toEqual({
    port: 5432,
    addresses: ['127.0.0.1', '[::1]'],
    process: { pid: 811, name: 'postgres' },
  });
});

test.each([
  ['nothing, as for a process of another user', '', { port: 5432, addresses: [] }],
  ['something that is not its output', 'lsof: WARNING: no pwd\n', { port: 5432, addresses: [] }],
  ['a process without a name', 'p811\n', { port: 5432, addresses: [], process: { pid: 811, name: '' } }],
])('parseLsof of %s', (_, output, expected) => {
  expect(parseLsof(5432, output)).toEqual(expected);
});
