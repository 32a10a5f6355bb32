import { openBenchRegistry } from '../bench-registry.ts';

// claim <registry file> <number>: claims an instance and releases it.

const [, , file = '', number = ''] = process.argv;
const registry = openBenchRegistry(file);
const instanceId = `ktrdr--${number}`;
const createdAt = new Date().toISOString();
await registry.claim({ instanceId, path: `/bench/${number}`, createdAt, isWorktree: false, parentRepo: null });
await registry.release(instanceId);
