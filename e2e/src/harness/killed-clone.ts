import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL_PROD_ID } from '@ktrdr/instance';
import { assertOk } from '../stage/assert-ok.ts';
import { tracesOf } from '../stage/traces-of.ts';
import { assertWhole } from './assert-whole.ts';
import { KILLED_SANDBOX } from './killed-sandbox.ts';
import { recordsOf } from './records-of.ts';
import type { ScenarioPlace } from './scenario-place.ts';

/** The clone that scenarios adopt, as a sandbox or as local-prod, and that stays. */
export interface KilledClone {
  readonly adopt: () => Promise<void>;
  readonly makeLocalProd: () => Promise<void>;
  readonly up: (kind: 'sandbox' | 'local-prod') => Promise<void>;
  readonly destroyLocalProd: () => Promise<void>;
  /** Fails unless it is registered, with its marker, and git finds no work in it. */
  readonly assertWhole: () => Promise<void>;
  /** Fails if it is registered, or anything is left of its stack or beside its marker. */
  readonly assertGivenUp: () => Promise<void>;
  readonly removeMarker: () => Promise<void>;
}

export function killedClone({ stage, adoptee, registry }: ScenarioPlace): KilledClone {
  const ktrdr = async (args: string): Promise<void> => void assertOk(await stage.ktrdr(args, { cwd: adoptee }));
  return {
    adopt: async () => await ktrdr('sandbox init --name killed'),
    makeLocalProd: async () => await ktrdr('local-prod init'),
    up: async (kind) => await ktrdr(`${kind} up --no-secrets`),
    destroyLocalProd: async () => await ktrdr('local-prod destroy --yes'),
    assertWhole: async () => await assertWhole(adoptee, registry),
    async assertGivenUp() {
      const isRegistered =
        (await registry.get(KILLED_SANDBOX)) !== undefined || (await registry.getLocalProd()) !== undefined;
      if (isRegistered) throw new Error('it is registered');
      const ids = [KILLED_SANDBOX, LOCAL_PROD_ID];
      const traces = (await Promise.all(ids.map(async (id) => await tracesOf(stage.docker, id)))).flat();
      if (traces.length > 0) throw new Error(`on the Engine: ${traces.join(', ')}`);
      const records = (await Promise.all(ids.map(async (id) => await recordsOf(stage.home, id)))).flat();
      if (records.length > 0) throw new Error(`remembered: ${records.join(', ')}`);
      const left = (await readdir(adoptee)).filter((name) => name.startsWith('.env.sandbox.'));
      if (left.length > 0) throw new Error(`in ${adoptee}: ${left.join(', ')}`);
    },
    removeMarker: async () => await rm(join(adoptee, '.env.sandbox'), { force: true }),
  };
}
