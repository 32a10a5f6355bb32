import { expect, test } from '@jest/globals';
import type { ComposeConfig } from '@ktrdr/compose-runner';
import { planOverlay } from '../../../src/start/overlay/plan-overlay.ts';
import { planVolumes, withVolumeNames } from '../../../src/start/overlay/plan-volumes.ts';
import { databaseStart } from '../../../src/start/secrets/volume-memory.ts';
import { namedVolumes } from '../../../src/volumes/start-volumes.ts';
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
  expect(planOverlay(config, { absent: [], images, networks, volumes: names })).toEqual({
    volumes: { db: { name: 'ktrdr--feat-x_db' } },
  });
});

test('local-prod has those that the file names', () => {
  expect(planVolumes(config, anInstance())).toEqual({});
});

test('what is remembered of the secrets of a database is of the volume of its own', () => {
  const mounts = [{ type: 'volume', source: 'db', target: '/var/lib/postgresql/data' }];
  const file: ComposeConfig = { ...aConfig({ db: { volumes: mounts } }), volumes };
  const own = withVolumeNames(file, planVolumes(file, aSandbox()));
  expect(databaseStart(own, undefined).volumes).toEqual(['ktrdr--feat-x_db']);
  expect(namedVolumes(own)).toEqual(['ktrdr--feat-x_db', 'ktrdr--feat-x_cache']);
});
