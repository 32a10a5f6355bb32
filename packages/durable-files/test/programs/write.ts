import { writeFileDurably } from '../../src/index.ts';

// Writes a file, and says with which of Node's codes that failed.
const { file, text }: { file: string; text: string } = JSON.parse(process.argv[2] ?? '');
const code = await writeFileDurably(file, text).then(
  () => 'written',
  (error: NodeJS.ErrnoException) => error.code,
);
process.stdout.write(`${code}\n`);
