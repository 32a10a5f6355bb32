import { expect, test } from '@jest/globals';
import { inheritedVolumes } from '../../src/volumes/inherited-volumes.ts';

test('volumes of the project are inherited, and what is called as one of it; what its containers mount of others is not', () => {
  const parts = {
    volumes: [{ name: 'ktrdr-prod_data', createdAt: '2026-01-02T03:04:05Z' }],
    otherVolumes: [
      { name: 'ktrdr-prod_by-hand', project: '' },
      { name: 'prices-of-all', project: '' },
      { name: 'ktrdr-prod_of-another', project: 'another' },
      { name: 'another_data', project: 'another' },
    ],
  };
  expect(inheritedVolumes('ktrdr-prod', parts)).toEqual(['ktrdr-prod_data', 'ktrdr-prod_by-hand']);
});
