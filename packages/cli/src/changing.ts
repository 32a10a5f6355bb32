// Commands that make, start or remove. They are loaded as one chunk: to open many small files takes longer than to read one.

export { doctor } from './doctor.ts';
export { up } from './instance/up.ts';
export { destroy as destroyLocalProd } from './local-prod/destroy.ts';
export { init as initLocalProd } from './local-prod/init.ts';
export { create } from './sandbox/create.ts';
export { destroy as destroySandbox } from './sandbox/destroy.ts';
export { initShared } from './sandbox/init-shared.ts';
export { init as initSandbox } from './sandbox/init.ts';
