import { isCodedError } from '@ktrdr/errors';
import { isWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { readEngineRecord } from '../engine/engine-record.ts';

/** An instance that is on another Engine. */
export interface InstanceElsewhere {
  readonly instance: Instance;
  /** Whether it was stopped with {@link stop} there: it has no containers. */
  readonly isStopped: boolean;
}

/**
 * The registered instances that were started on another Engine than the one that `docker` speaks to now, in the order of `instancesWithContainers`: whether those
 * that were not stopped have containers, or run, this Engine does not know.
 *
 * @throws CodedError of the registry and of Docker
 */
export async function instancesElsewhere(context: Context): Promise<InstanceElsewhere[]> {
  const instances = (await registeredInstances(context)).filter(({ id }) => isWithinConfinement(context, id));
  const started = await Promise.all(
    instances.map(async (instance) => ({
      instance,
      // One that cannot be read keeps the others from nothing; doctor names it.
      record: await readEngineRecord(context, instance.id).catch(unlessCoded),
    })),
  );
  if (started.every(({ record }) => record === undefined)) return [];
  const { id } = await context.docker.identity();
  return started.flatMap(({ instance, record }) =>
    record === undefined || record.id === id ? [] : [{ instance, isStopped: record.stopped === true }],
  );
}

function unlessCoded(error: unknown): undefined {
  if (!isCodedError(error)) throw error;
}
