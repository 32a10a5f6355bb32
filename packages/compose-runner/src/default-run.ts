import { execaRun } from './execa-run.ts';
import { spawnRun } from './spawn-run.ts';
import type { Run } from './runner.ts';
import { sessionRun } from './session-run.ts';

/**
 * {@link Run}: through execa where a command is watched, written to or talked to; with Node alone where it is only asked. Most
 * commands are, and to load execa takes longer than what many of them are asked.
 */
export const defaultRun: Run = async (command, args, options) => {
  const { onLine, input, interactive, descriptors, ownSession } = options;
  if (ownSession === true) return await sessionRun(command, args, options);
  const isAsked = onLine === undefined && input === undefined && interactive !== true && descriptors === undefined;
  return await (isAsked ? spawnRun : execaRun)(command, args, options);
};
