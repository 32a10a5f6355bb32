import { env } from 'node:process';
import { isCodedError, messageOf } from '@ktrdr/errors';
import { createContext, examine } from '../../src/index.ts';
import { readEngineRecord, writeEngineRecord } from '../../src/engine/engine-record.ts';
import { journaledIds, readJournal } from '../../src/journals/create-journal.ts';
import { writeJournalFile } from '../../src/journals/write-journal-file.ts';
import { withSharedLock } from '../../src/shared-data/with-shared-lock.ts';
import { readVolumeRecord, writeVolumeRecord } from '../../src/volumes/volume-record.ts';
import { withOperationLock } from '../../src/core/with-operation-lock.ts';

// Does what commands do with the files of a home: says `<what> <code> <hint>` of each, and then `found` with the codes of the doctor's problems.
const { home, directory }: { home: string; directory: string } = JSON.parse(process.argv[2] ?? '');
const context = createContext({
  env: { PATH: env['PATH'], HOME: directory, KTRDR_HOME: home, GIT_CONFIG_NOSYSTEM: '1' },
  command: 'a test',
  run: async () =>
    await Promise.resolve({ exitCode: 1, stdout: '', stderr: '', missing: false, timedOut: false, aborted: false }),
});
const nothing = async () => await Promise.resolve();
const endpoint = { kind: 'host', name: 'x' } as const;
const works: Record<string, () => Promise<unknown>> = {
  'operation-lock': async () => await withOperationLock(context, 'a', nothing),
  'shared-lock': async () => await withSharedLock(context, context.home.shared, nothing),
  journals: async () => await journaledIds(context),
  'read-journal': async () => await readJournal(context, 'a'),
  'write-journal': async () => await writeJournalFile(context, `${context.home.operations}/b.json`, ''),
  'read-volumes': async () => await readVolumeRecord(context, 'a'),
  'write-volumes': async () => await writeVolumeRecord(context, 'a', { volumes: [] }),
  'read-engine': async () => await readEngineRecord(context, 'a'),
  'write-engine': async () => await writeEngineRecord(context, 'a', { id: 'x', endpoint }),
};
for (const [what, work] of Object.entries(works)) {
  try {
    await work();
    process.stdout.write(`${what} done\n`);
  } catch (error) {
    const said = isCodedError(error) ? `${error.code} ${error.hint}` : messageOf(error);
    process.stdout.write(`${what} ${said}\n`);
  }
}
const { findings } = await examine(context, directory);
const problems = findings.filter(({ severity }) => severity === 'problem').map(({ code }) => code);
process.stdout.write(`found ${problems.join(' ')}\n`);
