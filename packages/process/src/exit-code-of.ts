import { constants } from 'node:os';
import type { RunResult } from './run.ts';

/** The exit code of a command as a shell has it: 128 and its number for a signal that ended it, 1 for one that could not be started. */
export function exitCodeOf({ exitCode, signal }: Pick<RunResult, 'exitCode' | 'signal'>): number {
  return exitCode ?? (signal === undefined ? 1 : 128 + constants.signals[signal]);
}
