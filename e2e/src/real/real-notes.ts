import { appendFile, readFile } from 'node:fs/promises';

const FILE = 'KTRDR_REAL_NOTES';

/** Keeps a line for the end of the run: what was measured, never what was asserted. */
export async function noteReal(line: string): Promise<void> {
  const file = process.env[FILE];
  if (file === undefined) throw new Error(`${FILE} is not set: run this with npm run test:real`);
  process.stderr.write(`  ${line}\n`);
  await appendFile(file, `${line}\n`);
}

/** The lines that were kept. */
export async function readNotes(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}
