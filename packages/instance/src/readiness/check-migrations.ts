import { isCodedError, quoteArgument } from '@ktrdr/errors';
import type { ExecResult } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import { type Check, hopeless, ok, waiting } from './check.ts';
import { MIGRATE, migrateCommand } from './migrate-command.ts';
import { MIGRATIONS_FAILED } from './migrations-failed.ts';
import type { ProjectWatch } from './watch-project.ts';

const LOOK_EVERY_MS = 250;
const TOLD_WITHIN_MS = 10_000;
/** As long as the gate waits, which ends it; the most that a timer can be set to. */
const AS_LONG_AS_IT_TAKES = 2 ** 31 - 1;
const NOT_THERE = new Set([126, 127]);
const GONE = /is not running|is restarting|no such container/i;

/** The database's schema is brought up to date by the backend's own migrations, as soon as its container runs. */
export function checkMigrations(context: Context, watch: ProjectWatch, after: readonly string[]): Check {
  return {
    name: 'migrations',
    everyMs: LOOK_EVERY_MS,
    services: ['db', 'backend'],
    after,
    async look(signal) {
      const container = (await watch.containers()).find(({ service }) => service === 'backend');
      if (container?.state !== 'running')
        return waiting({
          service: 'backend',
          reason: 'the backend is not running, so migrations cannot run either',
          consequence: true,
        });
      // What runs in a container outlives the command that has begun it, and a second one beside it would find half of its work.
      const earlier = watch.started.has(container.id) ? 'none' : await earlierMigrations(context, container.id);
      if (earlier !== 'none') {
        return waiting({
          service: 'backend',
          reason: WHY_WAIT[earlier],
          hint: `If they never finish: docker restart ${quoteArgument(container.name)}, then run up again.`,
        });
      }
      const result = await migrate(context, container.id, signal);
      if (result?.exitCode === 0) return ok();
      if (result !== undefined && NOT_THERE.has(result.exitCode)) return ok('skipped: the image has no alembic');
      // The container went away under the command: not the migration's fault, try again.
      if (result === undefined || result.exitCode === 137) {
        return waiting({
          service: 'backend',
          reason: 'the backend does not stay up, so migrations cannot run',
          consequence: true,
        });
      }
      const output = `${result.stdout}\n${result.stderr}`.trim();
      return hopeless({
        service: 'backend',
        reason: `${MIGRATIONS_FAILED} (alembic upgrade head ended with ${result.exitCode}): ${errorIn(output)}`,
        hint: `Fix the migration, then run up again; to see its full output: ${migrateCommand(container)}`,
      });
    },
  };
}

/** How the migrations ended; undefined where the container does not run, or is not there any more. */
async function migrate({ docker }: Context, id: string, signal: AbortSignal): Promise<ExecResult | undefined> {
  try {
    return await docker.exec(id, MIGRATE, { signal, timeoutMs: AS_LONG_AS_IT_TAKES });
  } catch (error) {
    if (isCodedError(error) && GONE.test(error.detail ?? '')) return undefined;
    throw error;
  }
}

/** A process that is `alembic upgrade`, by itself or as Python's script; not one that will be, or has been, among its commands. */
const MIGRATING = /^(?:\S*python\S*\s+)?(?:\S*\/)?alembic upgrade\b/;

/** The Engine's machine has no `ps`, so that it can never tell. Its words, 26.1: Go's `os/exec`. */
const NEVER_TELLS = /exec: "ps": executable file not found/;

/** What is known of an `alembic upgrade` that an earlier start has begun in a container: it is at work, it is not, or nobody can say. */
export type EarlierMigrations = 'running' | 'none' | 'untold';

/** Asks the Engine for the container's processes, before an `alembic upgrade` is begun in it. */
export async function earlierMigrations({ docker }: Context, id: string): Promise<EarlierMigrations> {
  try {
    const processes = await docker.processes(id, { timeoutMs: TOLD_WITHIN_MS });
    return processes.some((command) => MIGRATING.test(command)) ? 'running' : 'none';
  } catch (error) {
    if (!isCodedError(error)) throw error;
    // What ran in one that has stopped has stopped with it.
    return NEVER_TELLS.test(error.detail ?? '') || GONE.test(error.detail ?? '') ? 'none' : 'untold';
  }
}

const WHY_WAIT = {
  running: 'the migrations of an earlier start are still running in the container; waiting for them',
  untold:
    'the Engine does not say what runs in the container; migrations of an earlier start may still be running there',
} as const;

/** As Python and alembic say what went wrong: `sqlalchemy.exc.ProgrammingError: …`, `FAILED: …`. Of PostgreSQL's `DETAIL:` and `HINT:` neither is. */
const ERROR_LINE = /^(?:FAILED|(?:\w+\.)*[A-Z]?[a-z]\w*): \S/;

/** The line of it that says what went wrong: after it come the statement and where to read more. */
function errorIn(output: string): string {
  const lines = output.split('\n');
  return lines.findLast((line) => ERROR_LINE.test(line)) ?? lines.at(-1) ?? '';
}
