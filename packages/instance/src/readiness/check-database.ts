import { isCodedError } from '@ktrdr/errors';
import type { Container } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { instanceCommand } from '../core/instance-command.ts';
import { type Check, hopeless, ok, waiting } from './check.ts';
import { databaseQuery } from './database-query.ts';
import { databaseRefusal } from './database-refusal.ts';
import { MISSING_DATABASE, missingDatabaseAdvice } from './missing-database.ts';
import { passwordAdvice } from './password-advice.ts';
import type { ProjectWatch } from './watch-project.ts';

const LOOK_EVERY_MS = 250;
const ANSWER_WITHIN_MS = 10_000;

export interface DatabaseCheckOptions {
  /** Which one is named in hints. */
  readonly instance: Pick<Instance, 'id'>;
  readonly onAnswer: (containerId: string) => void;
}

/** The database answers a query with the password that service `db` was given. */
export function checkDatabase(
  context: Context,
  watch: ProjectWatch,
  { instance, onAnswer }: DatabaseCheckOptions,
): Check {
  return {
    name: 'database',
    everyMs: LOOK_EVERY_MS,
    services: ['db'],
    async look(signal) {
      const container = (await watch.containers()).find(({ service }) => service === 'db');
      if (container?.state !== 'running') return waiting({ service: 'db', reason: 'is not running' });
      if (container.health !== undefined && container.health.status !== 'healthy') {
        return waiting({ service: 'db', reason: 'is not ready' });
      }
      try {
        const limits = { signal, timeoutMs: ANSWER_WITHIN_MS };
        const result = await context.docker.exec(container.id, ['sh', '-c', databaseQuery('select 1')], limits);
        if (result.exitCode !== 0 || result.stdout.trim() !== '1')
          return refused(result.stderr.trim(), container, instance);
        onAnswer(container.id);
        return ok();
      } catch (error) {
        if (!isCodedError(error)) throw error;
        return refused(error.detail ?? error.message, container, instance);
      }
    },
  };
}

function refused(stderr: string, container: Container, instance: Pick<Instance, 'id'>): ReturnType<typeof waiting> {
  const refusal = databaseRefusal(stderr);
  if (refusal === 'missing') {
    const hint = missingDatabaseAdvice(container, instanceCommand('up', instance));
    return hopeless({ service: 'db', reason: MISSING_DATABASE, hint });
  }
  if (refusal === 'refused') {
    return hopeless({
      service: 'db',
      reason: 'refuses its password: its volume was created with another password, which PostgreSQL keeps',
      hint: `${passwordAdvice(container)}\nOnly if the data may be lost: ${instanceCommand('down', instance)} --volumes && ${instanceCommand('up', instance)}`,
    });
  }
  return waiting({
    service: 'db',
    reason: `does not answer a query: ${stderr || 'no output'}`,
    meanwhile: 'starting',
  });
}
