export { exitCodeOf } from './exit-code-of.ts';
export type { OutputLine, Run, RunOptions, RunResult } from './run.ts';
export { runCommand } from './run-command.ts';
