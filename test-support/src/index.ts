export { type EmptyEngine, startEmptyEngine } from './empty-engine.ts';
export { buildPrograms, type Program, type StartOptions, startProgram } from './programs.ts';
export { temporaryDirectory } from './temporary-directory.ts';
