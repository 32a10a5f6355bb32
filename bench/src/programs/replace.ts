import { replaceDurably } from '../replace-durably.ts';

// replace <directory> <number>: replaces a file of its own twice.

const [, , directory = '', number = ''] = process.argv;
await replaceDurably(directory, '{}', `file-${number}`);
await replaceDurably(directory, '{}', `file-${number}`);
