import { homedir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '../../src/index.ts';

const registry = openRegistry({
  file: join(homedir(), '.ktrdr', 'sandbox', 'instances.json'),
  slots: { min: 1, max: 10 },
  localProdId: 'ktrdr-prod',
  localProdSlot: 0,
  command: 'ktrdr sandbox create',
});

const sandbox = await registry.claim({
  instanceId: 'ktrdr--feat-x',
  path: '/home/me/dev/ktrdr--feat-x',
  createdAt: new Date().toISOString(),
  isWorktree: true,
  parentRepo: '/home/me/dev/ktrdr',
});
process.stdout.write(`${sandbox.instanceId} has slot ${sandbox.slot}\n`);

// Only if it is still the registration made above, and not a later one under the same id:
await registry.release(sandbox.instanceId, { expected: sandbox });
