import { expect, test } from '@jest/globals';
import { fittingDockerfile } from '../../../src/start/images/fitting-dockerfile.ts';

const checkout = [
  'deploy/docker/Dockerfile.agent',
  'deploy/docker/Dockerfile.dev',
  'deploy/docker/web/Dockerfile',
  'tools.Dockerfile',
  'deep/er/Dockerfile.tools',
  'tests/test_dockerfile.agent.py',
];

test.each([
  ['ktrdr-agent:dev', 'deploy/docker/Dockerfile.agent'],
  ['agent', 'deploy/docker/Dockerfile.agent'],
  ['ghcr.io/me/ktrdr-web:1', 'deploy/docker/web/Dockerfile'],
  ['tools:dev', 'tools.Dockerfile'],
  ['postgres:16', undefined],
  ['ktrdr-backend:dev', undefined],
])('%s: %s', (image, expected) => {
  expect(fittingDockerfile(image, checkout)).toBe(expected);
});
