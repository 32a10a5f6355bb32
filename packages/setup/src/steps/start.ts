import { resolveInstance, start as startInstance } from '@ktrdr/instance';
import { formatElapsed } from '@ktrdr/terminal';
import type { Step } from './step.ts';

// The first start of all makes the database and runs every migration: 101 s of KTRDR's own on a busy machine.
const TIMEOUT_MS = 300_000;

/** Starts local-prod, and waits until it is ready. */
export const start: Step = async ({ session, path, noSecrets, vault }) => {
  const { context, signal } = session;
  const instance = await resolveInstance(context, { kind: 'local-prod', directory: path });
  const begin = performance.now();
  try {
    await startInstance(context, instance, {
      build: false,
      wait: true,
      timeoutMs: TIMEOUT_MS,
      noSecrets,
      vault,
      cwd: path,
      signal,
    });
  } catch (error) {
    session.end();
    if (signal.aborted) session.print(`Containers stay as they are. To stop them: ${instance.kind.command} down`);
    throw error;
  }
  return `started it: ready after ${formatElapsed(performance.now() - begin)}`;
};
