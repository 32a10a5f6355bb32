import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { acquireFileLock, type FileLockOptions } from '../../src/index.ts';

// Takes a lock, starts a child that stays (where asked), says `locked <pid of the child>`, and stays itself; or ends when something is in a file.
const input: FileLockOptions & { child?: boolean; exitOn?: string } = JSON.parse(process.argv[2] ?? '');
const { exitOn } = input;
if (exitOn !== undefined) setInterval(() => existsSync(exitOn) && statSync(exitOn).size > 0 && process.exit(), 20);

const attempt = await acquireFileLock(input);
if (attempt.kind === 'held') {
  process.stdout.write(`held ${attempt.by?.pid}\n`);
} else {
  const child = input.child === true ? spawn('sleep', ['60'], { stdio: 'ignore' }) : undefined;
  process.stdout.write(`locked ${child?.pid ?? ''}\n`);
  setInterval(() => {}, 60_000);
}
