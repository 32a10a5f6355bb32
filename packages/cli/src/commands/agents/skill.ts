import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asCalled } from '@ktrdr/terminal';

/** What every skill of ours has in it. */
const MARK = '<!-- Written by `agents install`, which may write it again. -->';

/** What tells an agent how to use ktrdr, with the name that it is called by. @param command as typed: `ktrdr-env agents install` */
export async function skillText(command: string): Promise<string> {
  return asCalled(command).text(await readFile(join(import.meta.dirname, 'skill', 'SKILL.md'), 'utf8'));
}

/** Whether a skill is one that was written here, and not the user's own. */
export function isOurs(text: string): boolean {
  return text.includes(MARK);
}
