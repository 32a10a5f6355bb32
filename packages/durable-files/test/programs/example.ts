import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { stdout } from 'node:process';
import { removeTemporaryFiles, withFileLock, writeFileDurably } from '../../src/index.ts';
import { hasCode } from '@ktrdr/errors';

const file = join(homedir(), '.visits');

async function readVisits(): Promise<number> {
  try {
    return Number(await readFile(file, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

// However many processes do this at once, no visit is lost.
await withFileLock({ file: `${file}.lock`, command: 'count a visit' }, async () => {
  const visits = (await readVisits()) + 1;
  await removeTemporaryFiles(file);
  await writeFileDurably(file, `${visits}\n`);
  stdout.write(`visit ${visits}\n`);
});
