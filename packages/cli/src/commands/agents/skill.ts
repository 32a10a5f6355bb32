import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asCalled } from '@ktrdr/terminal';

/** What every skill of ours has in it; what is written has the hash of the rest in place of the dots. */
const MARK = /<!-- Written by `agents install`(?:, which may write it again|: ([\da-f]+))\. -->/;

/**
 * What tells an agent how to use ktrdr, with the name that it is called by. It holds its own hash, by which it is known whether somebody has edited it.
 *
 * @param command as typed: `ktrdr-env agents install`
 */
export async function skillText(command: string): Promise<string> {
  const text = asCalled(command).text(await readFile(join(import.meta.dirname, 'skill', 'SKILL.md'), 'utf8'));
  return text.replace(MARK, `<!-- Written by \`agents install\`: ${hashOf(text)}. -->`);
}

/** Whether a skill was written here, and is not the user's own. */
export function isOurs(text: string): boolean {
  return MARK.test(text);
}

/** Whether one that was written here is not any more what was written. */
export function isEdited(text: string): boolean {
  const written = MARK.exec(text)?.[1];
  return written !== undefined && written !== hashOf(text);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text.replace(MARK, '')).digest('hex').slice(0, 16);
}
