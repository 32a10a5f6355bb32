import type { InstanceRecord } from '@ktrdr/registry';
import { assertOwnProject } from '../assert-own-project.ts';
import type { Context } from '../context.ts';
import type { OwnDirectory } from '../env-file/judge-env-file.ts';
import { ownDirectories } from '../env-file/own-directories.ts';
import { writeInstanceFile } from '../env-file/write-instance-file.ts';
import { type Instance, instanceOf } from '../instance.ts';
import { lockAdopted, unlockAdopted } from './lock-adopted.ts';
import { inheritedVolumes, type InitPlan, volumesInTheWay } from './plan-init.ts';

export interface Adoption {
  readonly id: string;
  readonly plan: InitPlan;
  /** Directories of the checkout that it uses in place of the shared ones. */
  readonly own?: readonly OwnDirectory[] | undefined;
  /** Asked when volumes of an earlier instance of that id are still there: use them? */
  readonly keepVolumes: (volumes: readonly string[]) => Promise<boolean>;
  readonly register: () => Promise<InstanceRecord>;
  readonly unregister: (record: InstanceRecord) => Promise<unknown>;
}

/**
 * Does what both kinds of `init` decide: registers a checkout, then writes its `.env.sandbox`; or writes the file that is missing
 * where it is registered already.
 *
 * @throws CodedError `FOREIGN_PROJECT`, `INHERITED_VOLUMES`, `ENV_FILE_UNWRITABLE`, and of the registry and Docker
 */
export async function adopt(context: Context, adoption: Adoption): Promise<Instance> {
  const { id, plan, own = [], keepVolumes, register, unregister } = adoption;
  const [containers, volumes] = await Promise.all([context.docker.containers(id), context.docker.volumes(id)]);
  assertOwnProject(id, plan.path, containers);
  const inherited = inheritedVolumes(plan, { containers, volumes: volumes.map(({ name }) => name) });
  if (inherited.length > 0 && !(await keepVolumes(inherited))) throw volumesInTheWay(inherited, { id, verb: 'init' });
  if (plan.kind === 'finish') {
    context.report({
      type: 'note',
      text: 'This clone is registered, but its .env.sandbox was missing (an init that was interrupted, or a lost file): written.',
    });
  }
  const instance = instanceOf(plan.kind === 'finish' ? plan.record : await register());
  try {
    await lockAdopted(context, instance);
    await writeInstanceFile(context, instance, ownDirectories(instance.path, own));
  } catch (error) {
    if (plan.kind === 'register') {
      await unlockAdopted(context, instance);
      await unregister(instance.record);
    }
    throw error;
  }
  return instance;
}
