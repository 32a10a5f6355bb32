import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { homeOf, LOCAL_PROD_ID, LOCAL_PROD_SLOT, SANDBOX_SLOTS } from '@ktrdr/instance';
import { openRegistry } from '@ktrdr/registry';
import { DEMO, TESTS } from '../places.ts';
import type { OwnInstance } from './foreign-projects.ts';

/** The registries of the demo and of all tests: their `KTRDR_HOME`s. */
export async function ownHomes(): Promise<string[]> {
  const tests = await readdir(TESTS).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const nested = await Promise.all(tests.map((name) => homesIn(join(TESTS, name))));
  return [join(DEMO, 'home'), ...nested.flat()];
}

/** A test may have several homes: those of its directory whose name begins with `home`. */
async function homesIn(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => name.startsWith('home')).map((name) => join(directory, name));
}

/** Every instance in the registry of one `KTRDR_HOME`. */
export async function instancesOf(home: string): Promise<OwnInstance[]> {
  const registry = openRegistry({
    file: homeOf({ KTRDR_HOME: home }).registry,
    localProdId: LOCAL_PROD_ID,
    localProdSlot: LOCAL_PROD_SLOT,
    slots: SANDBOX_SLOTS,
    command: 'end-to-end tests',
  });
  // A test damages its registry on purpose; what such a one knew, nobody knows.
  const read = async (): Promise<OwnInstance[]> => {
    const [localProd, sandboxes] = [await registry.getLocalProd(), await registry.list()];
    return [...(localProd === undefined ? [] : [localProd]), ...sandboxes].map(({ instanceId, path }) => ({
      id: instanceId,
      path,
    }));
  };
  return await read().catch((error: unknown) => {
    if (hasCode(error, 'REGISTRY_UNREADABLE')) return [];
    throw error;
  });
}
