import { env, stdout } from 'node:process';
import { runCommand } from '../src/index.ts';

const result = await runCommand('git', ['--version'], { env: { PATH: env['PATH'] }, timeoutMs: 5_000 });
if (result.missing) stdout.write('git is not installed\n');
else if (result.timedOut) stdout.write('git has not answered within five seconds\n');
else if (result.exitCode === 0) stdout.write(result.stdout);
else stdout.write(`git failed: ${result.stderr}`);
