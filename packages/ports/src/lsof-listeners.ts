import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Listener } from './find-listeners.ts';

const run = promisify(execFile);

/** A file server that is away holds it up (ms). lsof(8) starts another process for what may block, which can hold its pipe: that is given up too. */
const LIMIT = { timeout: 5_000, killSignal: 'SIGKILL' } as const;

/** Adds the process to ports that are known to be bound, where `lsof` is there and tells in time. Source: lsof(8), `-F`. */
export async function lsofListeners(ports: readonly number[], env?: NodeJS.ProcessEnv): Promise<Listener[]> {
  return await Promise.all(
    ports.map(async (port) => {
      const output = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpcn'], { ...LIMIT, env }).then(
        ({ stdout }) => stdout,
        () => '',
      );
      return parseLsof(port, output);
    }),
  );
}

/** Reads `lsof -Fpcn`: one field a line, its first character naming it (p process, c command, n address). */
export function parseLsof(port: number, output: string): Listener {
  const fields = output.split('\n').map((line) => ({ key: line.charAt(0), value: line.slice(1) }));
  const pid = Number(fields.find(({ key }) => key === 'p')?.value);
  const name = fields.find(({ key }) => key === 'c')?.value ?? '';
  const addresses = fields.filter(({ key }) => key === 'n').map(({ value }) => value.replace(/:\d+$/, ''));
  return { port, addresses, ...(Number.isInteger(pid) && pid > 0 ? { process: { pid, name } } : {}) };
}
