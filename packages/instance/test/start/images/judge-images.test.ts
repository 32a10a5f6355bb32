import { expect, test } from '@jest/globals';
import { judgeImages } from '../../../src/start/images/judge-images.ts';
import { planImages } from '../../../src/start/images/plan-images.ts';
import { aConfig } from '../../support/a.ts';

const [image] = planImages(aConfig({ web: { build: { context: '/clone' } } }), 'ktrdr--x').builds;
const memory = { 'web:ktrdr--x': { id: 'sha256:1', fingerprint: 'f' } };

test.each([
  ['missing', { id: undefined, fingerprint: 'f' }, {}, 'build'],
  ['as it is remembered', { id: 'sha256:1', fingerprint: 'f' }, {}, 'nothing'],
  ['of other ingredients', { id: 'sha256:1', fingerprint: 'g' }, {}, 'check'],
  ['another image than is remembered', { id: 'sha256:2', fingerprint: 'f' }, {}, 'check'],
  ['of what only a build can tell', { id: 'sha256:1', fingerprint: undefined }, {}, 'check'],
  ['not remembered', { id: 'sha256:1', fingerprint: 'f' }, { memory: {} }, 'check'],
  ['asked to be built', { id: 'sha256:1', fingerprint: 'f' }, { build: true }, 'build'],
])('an image that is %s', (_, facts, options, expected) => {
  if (image === undefined) throw new Error('nothing is built');
  const { build, check } = judgeImages([{ image, ...facts }], { memory, build: false, ...options });
  expect({ build, check }).toEqual({
    build: expected === 'build' ? [image] : [],
    check: expected === 'check' ? [image] : [],
  });
});
