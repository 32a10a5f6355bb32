import { expect, test } from '@jest/globals';
import type { InstanceEvent } from '../../src/index.ts';
import { type StartedOn, tellOfVolumes } from '../../src/volumes/tell-of-volumes.ts';

const data = { name: 'ktrdr--x_data', createdAt: '2026-01-02T03:04:05Z' };
const takenOver = { ...data, takenOver: true } as const;

test.each<[string, StartedOn, RegExp | undefined]>([
  ['as they were', { record: { volumes: [data] }, own: [data], made: ['ktrdr--x_new'] }, undefined],
  [
    'of which some are gone',
    { record: { volumes: [data, { ...data, name: 'ktrdr--x_dropped' }] }, own: [], made: [data.name] },
    /^These volumes of ktrdr--x are gone, with their data, and are created anew, empty: ktrdr--x_data$/,
  ],
  [
    'that a Compose command by hand has found',
    { record: { volumes: [] }, own: [takenOver], made: [] },
    /use volumes that existed before them.*: ktrdr--x_data\. Another ktrdr--x/,
  ],
  ['that are known to be taken over', { record: { volumes: [takenOver] }, own: [takenOver], made: [] }, undefined],
  ['of which nothing was written down', { record: undefined, own: [data], made: [] }, undefined],
])('an instance that is started on volumes %s', (_, started, said) => {
  const events: InstanceEvent[] = [];
  tellOfVolumes({ report: (event) => void events.push(event) }, 'ktrdr--x', started);
  expect(events).toEqual(said === undefined ? [] : [{ type: 'warning', text: expect.stringMatching(said) }]);
});
