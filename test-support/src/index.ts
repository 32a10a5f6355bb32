export { buildPrograms, type Program, type StartOptions, startProgram } from './programs.ts';
export { markdownTable } from './markdown-table.ts';
export { temporaryDirectory } from './temporary-directory.ts';
export { type EmptyEngine, startEmptyEngine } from './empty-engine.ts';
export { upToDate } from './up-to-date.ts';
