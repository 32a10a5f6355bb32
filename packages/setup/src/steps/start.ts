import { start as startInstance } from '@ktrdr/instance';
import { resolveInstance } from '@ktrdr/instance/internal';
import { formatElapsed } from '@ktrdr/terminal';
import type { Step } from './step.ts';

// As long as a start may take at most. The first of all makes the database and runs every migration, on a machine that has yet to read all of
// it from its disk: two minutes were too short for KTRDR's own on busy ones.
const TIMEOUT_MS = 600_000;

/** Starts local-prod, and waits until it is ready. */
export const start: Step = async ({ session, path, noSecrets, said }) => {
  const { context, signal } = session;
  const instance = await resolveInstance(context, { kind: 'local-prod', directory: path });
  const begin = performance.now();
  await startInstance(context, instance, {
    build: false,
    wait: true,
    timeoutMs: TIMEOUT_MS,
    noSecrets,
    // It is remembered already, but only what is said now goes before a command of the user's.
    ...said,
    cwd: path,
    signal,
  });
  return `started it: ready after ${formatElapsed(performance.now() - begin)}`;
};
