import { readFile } from 'node:fs/promises';
import { explain } from '../causes/explain.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { asJson } from '../core/write-own-file.ts';
import { gatherRecording } from '../records/gather-recording.ts';
import { listRecordings } from '../records/list-recordings.ts';
import type { Recording } from '../records/recording.ts';
import { resolvedText } from '../start/resolved-text.ts';
import { hidePaths } from './hide-paths.ts';
import { personalPaths } from './personal-paths.ts';

/** A file of a report. */
export interface ReportFile {
  /** In the report, with `/` between its parts. */
  readonly path: string;
  readonly text: string;
}

/** Whom a report is about. */
export interface ReportSubject {
  readonly id: string;
  /** Undefined for one that is destroyed: of that only what was recorded is left. */
  readonly instance: Instance | undefined;
}

/**
 * The files of a report of a bug: how the instance is now, what was recorded of it earlier, and what is in the report. Without secrets, and without the path of
 * the user's home. Changes nothing.
 */
export async function gatherReport(context: Context, { id, instance }: ReportSubject): Promise<ReportFile[]> {
  const hide = hidePaths(await personalPaths(context));
  const now = instance && (await gatherNow(context, instance));
  const redact = now?.redact ?? ((text: string) => text);
  const kept = await Promise.all(
    (await listRecordings(context, id)).map(async ({ name, file }): Promise<ReportFile[]> => {
      // It may be removed at any time.
      const text = await readFile(file, 'utf8').catch(() => undefined);
      return text === undefined ? [] : [{ path: `records/${name}`, text }];
    }),
  );
  const files = [...(now === undefined ? [] : filesOf(now.recording)), ...kept.flat()].map(({ path, text }) => ({
    path,
    text: hide(redact(text)),
  }));
  return [{ path: 'README.txt', text: readme(id, files, context.now()) }, ...files];
}

async function gatherNow(context: Context, instance: Instance): ReturnType<typeof gatherRecording> {
  return await gatherRecording(context, instance, {
    occasion: { kind: 'report' },
    explain: async () => await explain(context, instance),
    composeFile: async () => await resolvedText(context, instance),
    secrets: [],
  });
}

/** How it is now, in files that people can read one by one. */
function filesOf({ logs, containers, events, composeFile, ...summary }: Recording): ReportFile[] {
  return [
    { path: 'summary.json', text: asJson(summary) },
    ...(composeFile === null ? [] : [{ path: 'compose.json', text: composeFile }]),
    { path: 'containers.json', text: asJson(containers) },
    { path: 'events.json', text: asJson(events) },
    ...Object.entries(logs).map(([name, lines]) => ({ path: `logs/${name}.log`, text: `${lines.join('\n')}\n` })),
  ];
}

const ABOUT: readonly (readonly [RegExp, string])[] = [
  [/^summary\.json$/, 'what is wrong now, versions, the machine, and what could not be determined'],
  [/^compose\.json$/, 'the Compose files, resolved, with placeholders for secrets'],
  [/^containers\.json$/, 'the containers, as the Docker Engine describes them'],
  [/^events\.json$/, 'what happened to the containers in the last ten minutes'],
  [/^logs\//, 'the last lines of a container'],
  [/^records\//, 'what was recorded when a start failed, or when why found something'],
];

function readme(id: string, files: readonly ReportFile[], now: Date): string {
  const width = Math.max(0, ...files.map(({ path }) => path.length));
  const lines = files.map(({ path }) => {
    const [, what = ''] = ABOUT.find(([pattern]) => pattern.test(path)) ?? [];
    return `  ${path.padEnd(width)}  ${what}`.trimEnd();
  });
  return [
    `A report of ${id}, made at ${now.toISOString()}.`,
    '',
    'Known secrets are replaced by [redacted], and your home directory by ~. The output of your containers',
    'may reveal more than that: read it before you share it.',
    '',
    ...lines,
    '',
  ].join('\n');
}
