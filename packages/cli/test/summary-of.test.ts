import { expect, test } from '@jest/globals';
import type { RecordingHead } from '@ktrdr/instance';
import { summaryOf } from '../src/commands/records/summary-of.ts';

const start = (code: string, ...services: string[]): RecordingHead['occasion'] => ({
  kind: 'start',
  code,
  message: `it was ${code}`,
  detail: null,
  failures: services.map((service) => ({ service, reasons: ['exited with\ncode 3', 'another'] })),
});
const why: RecordingHead['occasion'] = { kind: 'why' };
const nothing = { evidence: [], consequences: [] };
const died = { code: 'EXITED', service: 'db', summary: 'exited', ...nothing };
const last = { code: 'LAST_START', service: null, summary: 'Its last start failed', ...nothing };
const disk = { code: 'DISK_FULL', service: null, summary: 'The disk is full', ...nothing };

test.each<[RecordingHead['occasion'], (typeof died | typeof last)[] | undefined, string]>([
  [start('PORT_TAKEN'), [died], 'it was PORT_TAKEN'],
  [start('GATE_FAILED', 'db'), [died], 'db exited with code 3'],
  [start('GATE_FAILED', 'db', 'backend'), undefined, 'db exited with code 3 (and 1 more)'],
  [why, [disk], 'The disk is full'],
  [why, [last, died, disk], 'db exited (and 1 more)'],
  [why, [last], 'its last start failed'],
])('%j with %j: %s', (occasion, causes, expected) => {
  expect(summaryOf({ occasion, explanation: causes === undefined ? null : { causes } })).toBe(expected);
});
