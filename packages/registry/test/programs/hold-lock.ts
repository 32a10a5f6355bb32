import { spawn } from 'node:child_process';
import { acquireFileLock, type FileLockOptions } from '../../src/index.ts';

// Takes a lock, starts a child that stays (where asked), says `locked <pid of the child>`, and stays itself.
const input: FileLockOptions & { child?: boolean; exitAfterMs?: number } = JSON.parse(process.argv[2] ?? '');
if (input.exitAfterMs !== undefined) setTimeout(() => process.exit(), input.exitAfterMs);

const attempt = await acquireFileLock(input);
if (attempt.kind === 'held') {
  process.stdout.write(`held ${attempt.by?.pid}\n`);
} else {
  const child = input.child === true ? spawn('sleep', ['60'], { stdio: 'ignore' }) : undefined;
  process.stdout.write(`locked ${child?.pid ?? ''}\n`);
  setInterval(() => {}, 60_000);
}
