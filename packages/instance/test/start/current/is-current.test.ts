import { describe, expect, test } from '@jest/globals';
import type { Container, NetworkEndpoint } from '@ktrdr/compose-runner';
import { type CurrentFacts, isCurrent } from '../../../src/start/current/is-current.ts';
import type { ImageBuild, NamedImage } from '../../../src/start/images/plan-images.ts';
import { aContainer } from '../../support/a.ts';

const on = (...ids: string[]): NetworkEndpoint[] =>
  ids.map((networkId) => ({ network: `name-of-${networkId}`, networkId, aliases: [], names: [] }));
const backend = aContainer({ networks: on('own', 'shared') });
const db = aContainer({ service: 'db', imageId: 'sha256:db', networks: on('own') });
const memory = {
  key: '00',
  digest: 'as now',
  containers: [
    { id: 'id-of-backend', networks: ['own', 'shared'] },
    { id: 'id-of-db', networks: ['own'] },
  ],
};
const images = {
  build: [],
  check: [],
  pull: [],
  current: new Map([
    ['backend', 'sha256:dev'],
    ['db', 'sha256:db'],
  ]),
};
const config = { services: { backend: {}, db: { pull_policy: 'missing' } } };
const NOTHING_NEW: CurrentFacts = { memory, digest: 'as now', config, containers: [backend, db], images };
const build: ImageBuild = {
  reference: 'ktrdr-backend:ktrdr--x',
  named: undefined,
  builders: ['backend'],
  services: ['backend'],
  build: {},
  definition: '',
  always: false,
};
const named: NamedImage = { image: 'postgres:16', services: ['db'], platform: undefined, pulled: true };
const withBackend = (different: Partial<Container>): Partial<CurrentFacts> => ({
  containers: [aContainer({ networks: backend.networks, ...different }), db],
});

describe('Compose need not be run', () => {
  test.each<[string, Partial<CurrentFacts>]>([
    ['where nothing is new', {}],
    [
      'where the Engine lists containers and networks in another order',
      { containers: [db, aContainer({ networks: on('shared', 'own') })] },
    ],
    [
      'with a config that is in the file',
      { config: { ...config, configs: { prometheus: { content: 'global: {}' } } } },
    ],
  ])('%s', (_, different) => {
    expect(isCurrent({ ...NOTHING_NEW, ...different })).toBe(true);
  });
});

describe('Compose is run', () => {
  test.each<[string, Partial<CurrentFacts>]>([
    ['where nothing is remembered', { memory: undefined }],
    ['where files, variables, secrets, Compose or Engine are others', { digest: 'another' }],
    ['where a container is missing', { containers: [backend] }],
    ['where there is one more', { containers: [backend, db, aContainer({ id: 'another' })] }],
    ['where one was made anew', withBackend({ id: 'made anew' })],
    ['where one was stopped', withBackend({ state: 'exited' })],
    ['where one is paused', withBackend({ state: 'paused' })],
    ['where one was taken off a network', withBackend({ networks: on('own') })],
    ['where a network was made anew', withBackend({ networks: on('own', 'made anew') })],
    [
      'where the name stands for another image',
      { images: { ...images, current: new Map([...images.current, ['db', 'sha256:newer']]) } },
    ],
    ['where the image has gone', { images: { ...images, current: new Map([['backend', 'sha256:dev']]) } }],
    ['where an image is to be built', { images: { ...images, build: [build] } }],
    ['where an image may have to be built', { images: { ...images, check: [build] } }],
    ['where an image is to be pulled', { images: { ...images, pull: [named] } }],
    ['where a service asks the registry each time', { config: { services: { db: { pull_policy: 'always' } } } }],
    ['where a service asks the registry daily', { config: { services: { db: { pull_policy: 'daily' } } } }],
    ['with a config of a file, which may have changed', { config: { ...config, configs: { prometheus: {} } } }],
    ['with a secret of the environment, which may have changed', { config: { ...config, secrets: { token: {} } } }],
  ])('%s', (_, different) => {
    expect(isCurrent({ ...NOTHING_NEW, ...different })).toBe(false);
  });
});
