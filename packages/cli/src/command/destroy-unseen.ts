import {
  type Context,
  type DestroyOptions,
  destroyInstance,
  type DestroyPlan,
  findHook,
  type Instance,
} from '@ktrdr/instance';
import { notConfirmed } from './not-confirmed.ts';

/** Destroys a sandbox as with `--yes`: nobody has seen what there is, so whatever would be lost with it stops that. @throws CodedError of a destroy */
export async function destroyUnseen(
  context: Context,
  instance: Instance,
  choices: Pick<DestroyOptions, 'keepVolumes' | 'keepWorktree' | 'deleteBranch' | 'signal'>,
): Promise<DestroyPlan> {
  const destroyed = await destroyInstance(context, instance, {
    ...choices,
    force: false,
    ignored: 'refuse',
    takenOver: 'refuse',
    unkept: 'refuse',
    hook: await findHook(context, 'pre-destroy'),
    confirm: async () => true,
  });
  if (destroyed === undefined) throw notConfirmed({ canAsk: false }, `Destroying ${instance.id}`);
  return destroyed;
}
