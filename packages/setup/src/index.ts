export { addSetupOptions, type SetupOptions } from './setup-options.ts';
export { setup } from './setup.ts';
