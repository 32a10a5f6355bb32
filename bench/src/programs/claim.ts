import { join } from 'node:path';
import { openBenchRegistry } from '../bench-registry.ts';

// claim <directory> <number>: claims an instance and releases it.

const [, , directory = '', number = ''] = process.argv;
const registry = openBenchRegistry(join(directory, 'many.json'));
const instanceId = `ktrdr--${number}`;
const createdAt = new Date().toISOString();
await registry.claim({ instanceId, path: `/bench/${number}`, createdAt, isWorktree: false, parentRepo: null });
await registry.release(instanceId);
