import { expect, test } from '@jest/globals';
import type { ComposeConfig } from '@ktrdr/compose-runner';
import { planOverlay } from '../../../src/start/overlay/plan-overlay.ts';
import { planVolumes } from '../../../src/start/overlay/plan-volumes.ts';
import { aConfig, anInstance, aSandbox } from '../../support/a.ts';

// As Compose 2.26 and 2.40 resolve them: every volume has a name.
const volumes = {
  db: { name: 'ktrdr-data' },
  cache: { name: 'ktrdr--feat-x_cache' },
  tokens: { name: 'tokens', external: true },
};
const config: ComposeConfig = { ...aConfig({ one: { restart: 'always' } }), volumes };

test('a sandbox has a volume of its own where the file fixes the name', () => {
  const names = planVolumes(config, aSandbox());
  expect(names).toEqual({ db: 'ktrdr--feat-x_db' });
  const images = { builds: [], named: [] };
  const networks = { own: [], memberships: new Map(), attachments: [] };
  expect(planOverlay(config, { probing: true, absent: [], images, networks, volumes: names })).toEqual({
    volumes: { db: { name: 'ktrdr--feat-x_db' } },
  });
});

test('local-prod has those that the file names', () => {
  expect(planVolumes(config, anInstance())).toEqual({});
});
