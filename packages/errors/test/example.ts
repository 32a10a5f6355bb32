import { readFile } from 'node:fs/promises';
import { stdout } from 'node:process';
import { CodedError, hasCode, isCodedError } from '../src/index.ts';

async function readSettings(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT')) throw cause;
    throw new CodedError<'NO_SETTINGS'>(`There are no settings at ${file}`, {
      code: 'NO_SETTINGS',
      hint: `Make them with: touch ${file}`,
      cause,
    });
  }
}

try {
  await readSettings('/nowhere/settings.json');
} catch (error) {
  // What nobody foresaw is a bug, and deserves its stack trace.
  if (!isCodedError(error)) throw error;
  stdout.write(`${error.code}: ${error.message}\n${error.hint}\n`);
}
