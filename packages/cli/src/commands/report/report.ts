import { formatBytes, gatherReport } from '@ktrdr/instance/internal';
import { formatTable } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { recordedInstance, recordingsWithin } from '../records/recorded-instance.ts';
import type { ReportOptions } from './flags.ts';
import { writeReport } from './write-report.ts';

/** `report`: of the instance that is named, or in whose directory it is called. */
export const report: Handler<ReportOptions> = async (session, { output }, [name]) => {
  const { context, process, style } = session;
  const subject = await recordedInstance(context, {
    name,
    directory: () => process.cwd(),
    all: await recordingsWithin(context),
  });
  const files = await gatherReport(context, subject);
  const now = context.now();
  // Loaded where it is used: nothing else makes archives.
  const { zipOf } = await import('./zip-of.ts');
  const zip = zipOf(files, now);
  const file = await writeReport(zip, { id: subject.id, now, output, directory: () => process.cwd() });
  const contents = files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) }));
  session.result({ id: subject.id, file, bytes: zip.length, contents }, [
    `${style.green('✓')} ${file} (${formatBytes(zip.length)})`,
    ...formatTable(contents.map(({ path, bytes }) => [`    ${path}`, formatBytes(bytes)])),
    'Known secrets and the path of your home directory are removed. Nothing was sent: read the file before you share it.',
  ]);
};
