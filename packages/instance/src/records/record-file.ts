/** A file with a recording, as its name tells. */
export interface RecordFile {
  /** Of the file. */
  readonly name: string;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

const NAME = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)\.([a-z0-9][a-z0-9_-]*)\.json$/;

/** The name of a recording's file. Such names sort by time. */
export function recordFileName(id: string, at: Date): string {
  return `${at.toISOString().replaceAll(/[:.]/g, '-')}.${id}.json`;
}

/** What the name of a file tells; undefined where it is none of a recording. */
export function parseRecordFileName(name: string): RecordFile | undefined {
  const [, stamp, id] = NAME.exec(name) ?? [];
  if (stamp === undefined || id === undefined) return undefined;
  const at = stamp.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/, 'T$1:$2:$3.$4Z');
  return Number.isNaN(Date.parse(at)) ? undefined : { name, id, at };
}
