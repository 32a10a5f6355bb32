import { rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CodedError, hasCode, isSystemError, messageOf } from '@ktrdr/errors';

export interface ReportPlace {
  readonly id: string;
  readonly now: Date;
  /** A file, or a directory that there is; undefined for `directory`. */
  readonly output: string | undefined;
  readonly directory: () => string;
}

/**
 * Writes a report for the user alone, and never over a file that there is.
 *
 * @returns its path
 * @throws CodedError `REPORT_EXISTS`, `REPORT_UNWRITABLE`
 */
export async function writeReport(zip: Uint8Array, { id, now, output, directory }: ReportPlace): Promise<string> {
  const asked = resolve(directory(), output ?? '.');
  const isDirectory = await stat(asked).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const file = isDirectory ? join(asked, reportName(id, now)) : asked;
  try {
    await writeFile(file, zip, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (hasCode(error, 'EEXIST')) {
      throw new CodedError(`${file} already exists`, {
        code: 'REPORT_EXISTS',
        hint: 'Nothing was written. Name another file with --output, or remove that one.',
      });
    }
    // Half of one is none.
    if (hasCode(error, 'ENOSPC') || hasCode(error, 'EIO') || hasCode(error, 'EDQUOT')) await rm(file, { force: true });
    throw new CodedError(`The report cannot be written: ${messageOf(error)}`, {
      code: 'REPORT_UNWRITABLE',
      hint: 'With --output, name a file in a directory that you can write to.',
      cause: error,
    });
  }
  return file;
}

/** `ktrdr-report-ktrdr--x-20260601-103000.zip`, by the time in UTC. */
function reportName(id: string, now: Date): string {
  const [date = '', time = ''] = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T');
  return `ktrdr-report-${id}-${date}-${time}.zip`;
}
