import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileDurably } from '@ktrdr/durable-files';
import { hasCode, quoteArgument } from '@ktrdr/errors';
import { assertJson, assertWithinConfinement } from '@ktrdr/instance/internal';
import type { Handler } from '../../command/handler.ts';
import { withoutHooks } from './claude-code-settings.ts';
import { ownText } from './own-text.ts';
import { agentPlaces, documentOf } from './places.ts';
import { isEdited, isOurs } from './skill.ts';

/** `agents uninstall`: takes away what `agents install` has added, and nothing else. */
export const uninstall: Handler<object> = async (session) => {
  assertWithinConfinement(session.context, 'settings');
  const places = await agentPlaces(session);
  const { settings, skill } = places;
  const before = await ownText(settings);
  if (before !== undefined) {
    assertJson(settings, before);
    const after = withoutHooks(before);
    if (after === undefined) await removeWith(settings, 1);
    else if (after !== before) await writeFileDurably(settings, after, 0o600, { followLinks: false });
  }
  const known = await ownText(skill);
  const isKept = known !== undefined && isEdited(known);
  if (known !== undefined && isOurs(known) && !isKept) await removeWith(skill, 2);
  session.result(
    documentOf(places),
    isKept
      ? [
          'Claude Code no longer has the hooks of ktrdr; sandboxes stay as they are',
          `The skill was edited, and stays. To remove it: rm ${quoteArgument(skill)}`,
        ]
      : ['Claude Code no longer has the hooks and the skill of ktrdr; sandboxes stay as they are'],
  );
};

/** Removes a file, and the directories above it that are empty without it. */
async function removeWith(file: string, depth: number): Promise<void> {
  await rm(file);
  let directory = dirname(file);
  for (let left = depth; left > 0; left -= 1) {
    try {
      await rmdir(directory);
    } catch (error) {
      if (hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST')) return;
      throw error;
    }
    directory = dirname(directory);
  }
}
