import { expect, test } from '@jest/globals';
import { standingFor } from '../../src/volumes/standing-for.ts';

const volume = (name: string, device?: string) => ({ name, createdAt: '2026-01-02T03:04:05Z', device });

test('volumes that stand for what stays when they go, but for what lies in a directory that goes as well', () => {
  const volumes = [volume('plain'), volume('inside', '/clones/x/pgdir'), volume('share', ':/exported')];
  expect(standingFor(volumes).map(({ name }) => name)).toEqual(['inside', 'share']);
  expect(standingFor(volumes, '/clones/x')).toEqual([{ name: 'share', device: ':/exported' }]);
});
