import { text } from 'node:stream/consumers';
import { isCodedError, messageOf } from '@ktrdr/errors';
import { openRegistry } from '../../src/index.ts';

// Claims one sandbox and says `claimed <id> <slot>`, or `refused <code> <message>`.
// With `onSignal` it says `ready` first and begins when its stdin is closed.
const input: {
  file: string;
  id: string;
  slots: { min: number; max: number };
  lockWaitMs?: number;
  onSignal?: boolean;
} = JSON.parse(process.argv[2] ?? '');
const registry = openRegistry({ ...input, localProdId: 'prod', localProdSlot: 0, command: `claim ${input.id}` });
if (input.onSignal === true) {
  process.stdout.write('ready\n');
  await text(process.stdin);
}
try {
  const claim = { instanceId: input.id, path: `/clones/${input.id}`, createdAt: '2026-01-01T00:00:00Z' };
  const { slot } = await registry.claim({ ...claim, isWorktree: true, parentRepo: '/clones/main' });
  process.stdout.write(`claimed ${input.id} ${slot}\n`);
} catch (error) {
  const code = isCodedError(error) ? error.code : 'UNEXPECTED';
  process.stdout.write(`refused ${code} ${messageOf(error)}\n`);
}
