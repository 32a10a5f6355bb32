import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { KTRDR } from '../places.ts';

const answer = z.looseObject({ jsonrpc: z.literal('2.0'), id: z.number() });
const progress = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.literal('notifications/progress'),
  params: z.object({ progressToken: z.number(), progress: z.number(), message: z.string() }),
});
const textContent = z.object({ type: z.literal('text'), text: z.string() });
const toolResult = z.object({
  content: z.tuple([textContent], textContent),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  isError: z.boolean().optional(),
});

/** What came of a call of a tool. */
export interface ToolResult {
  readonly isError: boolean;
  /** What the tool gave, or the JSON of its error. */
  readonly document: Record<string, unknown>;
  /** What was said besides. */
  readonly notes: readonly string[];
}

/** A client that speaks to `ktrdr mcp` by hand, so that it can also be a bad one. */
export interface McpClient {
  readonly pid: number;
  request(method: string, params?: object): Promise<Record<string, unknown>>;
  /** @param onProgress asks for progress, and is told of it */
  call(tool: string, args?: object, onProgress?: (message: string) => void): Promise<ToolResult>;
  /** The id of the request that was sent last. */
  readonly lastId: number;
  notify(method: string, params?: object): void;
  /** Writes this as it is. */
  write(text: string): void;
  /** Closes its standard input, and resolves to the exit code when it has ended. */
  end(): Promise<number | null>;
  /** What it has written on standard error. */
  readonly said: () => string;
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts the built `ktrdr mcp` in a directory, and opens the conversation. */
export async function startMcp(cwd: string, env: Readonly<Record<string, string>>): Promise<McpClient> {
  const child = spawn(process.execPath, [KTRDR, 'mcp'], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map<number, (message: Record<string, unknown>) => void>();
  const told = new Map<number, (message: string) => void>();
  const last = new Map<number, number>();
  let said = '';
  let id = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  // Who closes in the middle may be faster than what is on its way.
  child.stdin.on('error', () => {});
  // Whatever is no message of the protocol fails here.
  createInterface(child.stdout).on('line', (line) => {
    const message: unknown = JSON.parse(line);
    const found = answer.safeParse(message);
    if (found.success) {
      waiting.get(found.data.id)?.(found.data);
      waiting.delete(found.data.id);
      return;
    }
    const { params } = progress.parse(message);
    if (params.progress <= (last.get(params.progressToken) ?? 0)) throw new Error('progress does not go up');
    last.set(params.progressToken, params.progress);
    told.get(params.progressToken)?.(params.message);
  });
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  const write = (text: string): void => void child.stdin.write(text);
  const send = (message: object): void => write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

  const request = async (method: string, params: object = {}): Promise<Record<string, unknown>> => {
    id += 1;
    const own = id;
    const answered = new Promise<Record<string, unknown>>((resolve) => waiting.set(own, resolve));
    send({ id: own, method, params });
    return await answered;
  };

  await request('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'ktrdr-tests', version: '1' },
  });
  send({ method: 'notifications/initialized' });

  return {
    pid: child.pid ?? 0,
    request,
    async call(name, args = {}, onProgress) {
      if (onProgress !== undefined) told.set(id + 1, onProgress);
      const meta = onProgress === undefined ? {} : { _meta: { progressToken: id + 1 } };
      const { result, error } = await request('tools/call', { name, arguments: args, ...meta });
      if (error !== undefined) throw new Error(JSON.stringify(error));
      const { content, structuredContent, isError = false } = toolResult.parse(result);
      const [{ text }, ...notes] = content;
      const document = structuredContent ?? (text.startsWith('{') ? JSON.parse(text) : { text });
      return { isError, document, notes: notes.map((one) => one.text) };
    },
    get lastId() {
      return id;
    },
    notify: (method, params = {}) => send({ method, params }),
    write,
    async end() {
      child.stdin.end();
      return await ended;
    },
    said: () => said,
    ended,
  };
}
