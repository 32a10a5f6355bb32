import { describe, expect, test } from '@jest/globals';
import type { ComposeConfig } from '@ktrdr/compose-runner';
import { planImages } from '../../../src/start/images/plan-images.ts';
import { imageOverlay } from '../../../src/start/overlay/image-overlay.ts';
import { Override, RESET } from '../../../src/start/overlay/overlay.ts';
import { aConfig } from '../../support/a.ts';

const build = { context: '/clone', dockerfile: 'Dockerfile.dev' };
const other = { context: '/clone', dockerfile: 'Dockerfile.gpu' };
const ID = 'ktrdr--x';
const OWN = 'app:ktrdr--x';

type Services = ComposeConfig['services'];

function planned(services: Services): unknown {
  const { builds, named } = planImages(aConfig(services), ID);
  return {
    builds: builds.map(
      ({ reference, builders, services: all }) => `${reference}: ${builders.join()} for ${all.join()}`,
    ),
    named: named.map(({ image, services: all, pulled }) => `${image} for ${all.join()}${pulled ? '' : ', not pulled'}`),
  };
}

describe('planImages', () => {
  test.each<[string, Services, string[], string[]]>([
    [
      'services that are built alike share one build',
      { web: { image: 'app:dev', build }, worker: { image: 'app:dev', build }, api: { image: 'app:dev', build } },
      ['app:ktrdr--x: api for api,web,worker'],
      [],
    ],
    [
      'whatever they call their image',
      { web: { image: 'app:dev', build }, worker: { image: 'worker:dev', build } },
      ['app:ktrdr--x: web for web,worker'],
      [],
    ],
    [
      'a service that only names it runs it too',
      { web: { image: 'app', build }, tool: { image: 'docker.io/library/app:latest' } },
      ['app:ktrdr--x: web for web,tool'],
      [],
    ],
    [
      'two builds under one name are two images',
      { gpu: { image: 'app:dev', build: other }, web: { image: 'app:dev', build } },
      ['app:ktrdr--x: gpu for gpu', 'app-web:ktrdr--x: web for web'],
      [],
    ],
    [
      'two tags of one repository are two images',
      { a: { image: 'app:cpu', build }, b: { image: 'app:gpu', build: other }, c: { image: 'app:gpu' } },
      ['app:ktrdr--x: a for a', 'app-b:ktrdr--x: b for b,c'],
      [],
    ],
    [
      'another platform is another image',
      { a: { image: 'app', build, platform: 'linux/arm64' }, b: { image: 'app', build } },
      ['app:ktrdr--x: a for a', 'app-b:ktrdr--x: b for b'],
      [],
    ],
    ['without a name it is called as its service', { web: { build } }, ['web:ktrdr--x: web for web'], []],
    [
      'cache and further tags make no difference',
      { a: { build: { ...build, cache_from: ['a'] } }, b: { build: { ...build, tags: ['x'], cache_from: ['b'] } } },
      ['a:ktrdr--x: a for a,b'],
      [],
    ],
    [
      'a service that another build refers to is built',
      {
        a: { image: 'app', build },
        base: { image: 'app', build },
        z: { build: { ...other, additional_contexts: { base: 'service:base', local: '/clone/x' } } },
      },
      ['app:ktrdr--x: base for a,base', 'z:ktrdr--x: z for z'],
      [],
    ],
    [
      'images of others',
      {
        a: { image: 'postgres:16' },
        b: { image: 'postgres:16' },
        c: { image: 'agent:dev', pull_policy: 'never' },
        d: { build: null, image: 'grafana' },
      },
      [],
      ['postgres:16 for a,b', 'agent:dev for c, not pulled', 'grafana for d'],
    ],
    ['a service without either', { a: {} }, [], []],
  ])('%s', (_, services, builds, named) => {
    expect(planned(services)).toEqual({ builds, named });
  });
});

function overlaid(services: Services): unknown {
  return imageOverlay(aConfig(services), planImages(aConfig(services), ID)).services;
}

describe('imageOverlay', () => {
  test('one builds, the others run it, and nobody asks a registry', () => {
    expect(
      overlaid({
        a: { image: 'app:dev', build },
        b: { image: 'app:dev', build, pull_policy: 'always' },
        c: { image: 'app:dev' },
        d: { image: 'postgres' },
      }),
    ).toEqual({
      a: { image: OWN, pull_policy: 'never' },
      b: { image: OWN, pull_policy: 'never', build: RESET },
      c: { image: OWN, pull_policy: 'never' },
    });
  });

  test.each([
    [['app:dev'], { cache_from: RESET }],
    [['type=registry,ref=app:dev'], { cache_from: RESET }],
    [['app:dev', 'ghcr.io/me/cache'], { cache_from: new Override(['ghcr.io/me/cache']) }],
    [['ghcr.io/me/cache'], undefined],
  ])('layers from %j', (caches, expected) => {
    expect(overlaid({ a: { image: 'app:dev', build: { ...build, cache_from: caches } } })).toEqual({
      a: { image: OWN, pull_policy: 'never', ...(expected === undefined ? {} : { build: expected }) },
    });
  });

  test('no further tags, which others may have', () => {
    expect(overlaid({ a: { image: 'app:dev', build: { ...build, tags: ['app:latest'] } } })).toEqual({
      a: { image: OWN, pull_policy: 'never', build: { tags: RESET } },
    });
  });
});
