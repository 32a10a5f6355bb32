import { findInstance, type Instance } from '@ktrdr/instance';
import {
  isWithinConfinement,
  recentBranches,
  registeredInstances,
  servedBy,
  SETTING_KEYS,
} from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import type { Candidate, Fitting } from './what-fits.ts';

/** Somebody waits with a finger on a key. */
const WITHIN_MS = 1000;

/** What this machine knows of such names. */
export async function knownNames(
  { context, process }: Session,
  { names, instance }: Pick<Fitting, 'names' | 'instance'>,
): Promise<readonly Candidate[]> {
  switch (names) {
    case 'instance':
      return (await registeredInstances(context))
        .filter(({ id }) => isWithinConfinement(context, id))
        .map(({ id, kind, path }) => ({
          value: kind.name === 'sandbox' ? id.replace(/^ktrdr--/, '') : kind.name,
          description: path,
        }));
    case 'service':
      return await servicesOf(await findInstance(context, { name: instance, directory: () => process.cwd() }));
    case 'branch':
      return (await recentBranches(context, process.cwd(), WITHIN_MS)).map(({ name, subject }) => ({
        value: name,
        description: subject,
      }));
    case 'setting':
      return SETTING_KEYS.map(({ key, is }) => ({
        value: key,
        description: is,
      }));
    case undefined:
      return [];
  }

  async function servicesOf(found: Instance): Promise<Candidate[]> {
    const { declared } = await servedBy(context, found);
    return [...(declared ?? [])].map((value) => ({ value, description: `A service of ${found.id}` }));
  }
}
