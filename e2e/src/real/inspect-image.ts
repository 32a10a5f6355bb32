import { execa } from 'execa';
import * as z from 'zod';

/** What our own images under others' names carry, so that a later run does not take them for the real ones. */
export const STAND_IN_LABEL = 'ktrdr.test.stand-in';

const labels = z.record(z.string(), z.string()).nullable();

/** The image of a name: its id, and whether it is one of ours that only has the name lent. */
export async function inspectImage(name: string): Promise<{ id: string; standIn: boolean } | undefined> {
  // An imported image has no labels at all, and `index` refuses that.
  const format = '{{.Id}} {{json .Config.Labels}}';
  const { stdout, failed } = await execa('docker', ['image', 'inspect', '--format', format, name], { reject: false });
  if (failed) return undefined;
  const [, id = '', json = 'null'] = /^(\S+) (.*)$/.exec(stdout.trim()) ?? [];
  return { id, standIn: labels.parse(JSON.parse(json))?.[STAND_IN_LABEL] !== undefined };
}
