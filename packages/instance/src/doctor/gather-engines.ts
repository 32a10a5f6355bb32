import type { Context } from '../core/context.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import type { Instance } from '../core/instance.ts';
import { answer, type CodedFailure } from '../core/answer.ts';

/** Why it is not known what runs of an instance, by its id: it was started on another Engine, or where is written down and cannot be read. */
export async function gatherEngines(
  context: Context,
  instances: readonly Instance[],
): Promise<ReadonlyMap<string, CodedFailure>> {
  const engine = await answer(context.docker.identity());
  // That it cannot be reached is told already.
  if (engine.kind === 'failed' || engine.value.id === '') return new Map();
  const found = await Promise.all(
    instances.map(async (instance) => {
      const same = await answer(assertSameEngine(context, instance, engine.value.id));
      return same.kind === 'failed' ? [[instance.id, same.failure] as const] : [];
    }),
  );
  return new Map(found.flat());
}
