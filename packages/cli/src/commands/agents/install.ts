import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileDurably } from '@ktrdr/durable-files';
import { CodedError, hasCode } from '@ktrdr/errors';
import { assertJson, assertWithinConfinement } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { notConfirmed } from '../../command/not-confirmed.ts';
import { changedLines } from './changed-lines.ts';
import { makerOfWorktrees, type Obstacle, withHooks } from './claude-code-settings.ts';
import { ownText } from './own-text.ts';
import { type AgentPlaces, agentPlaces, documentOf } from './places.ts';
import { isEdited, isOurs, skillText } from './skill.ts';

/** `agents install`: puts our hooks into the settings of an agent, and a skill where it finds it, after both were shown. */
export const install: Handler<object> = async (session) => {
  const { context, style } = session;
  assertWithinConfinement(context, 'settings');
  const places = await agentPlaces(session);
  const changes = await changesOf(session, places);
  if (changes.length === 0)
    return session.result(documentOf(places), ['Claude Code already has the hooks and the skill; nothing was changed']);
  session.print(
    'To turn the worktrees of Claude Code into sandboxes, and to teach its agents how to use them:',
    ...changes.flatMap(describe),
  );
  if (!(await session.confirm('Make these changes?'))) throw notConfirmed(session, 'Installing into Claude Code');
  for (const { file, before, after, mode } of changes) {
    await mkdir(dirname(file), { recursive: true });
    const check = async (): Promise<void> => {
      if ((await ownText(file)) !== before) throw changedMeanwhile(file);
    };
    await writeFileDurably(file, after, mode, { followLinks: false, check });
  }
  session.result(documentOf(places), [
    `${style.green('✓')} New Claude Code sessions in this checkout use the hooks and the skill`,
    'To remove them: ktrdr agents uninstall',
  ]);
};

interface Change {
  readonly file: string;
  /** Undefined where there is no file. */
  readonly before: string | undefined;
  readonly after: string;
  readonly mode: number;
  /** For people, who have not to read all of it. */
  readonly lines: readonly string[];
}

async function changesOf(
  { context }: Session,
  { settings, otherSettings, skill }: AgentPlaces,
): Promise<readonly Change[]> {
  const [command = ''] = context.command.split(' ');
  const [hooks, known] = [await ownText(settings), await ownText(skill)];
  if (hooks !== undefined) assertJson(settings, hooks);
  const next = withHooks(hooks, command);
  if (next.kind !== 'settings') throw inTheWay(settings, next);
  for (const file of otherSettings) {
    const text = await textOf(file);
    if (text === undefined) continue;
    assertJson(file, text);
    const by = makerOfWorktrees(text);
    if (by !== undefined) throw inTheWay(file, { kind: 'taken', by });
  }
  if (known !== undefined && isEdited(known)) {
    throw new CodedError(`${skill} has been edited since ktrdr wrote it, and was left unchanged`, {
      code: 'SETTINGS_UNWRITABLE',
      hint: 'Nothing was changed. Rename or remove it, and run the command again.',
    });
  }
  if (known !== undefined && !isOurs(known)) {
    throw new CodedError(`${skill} was not written by ktrdr and was left unchanged`, {
      code: 'SETTINGS_UNWRITABLE',
      hint: 'Nothing was changed. Rename it and run the command again.',
    });
  }
  const text = await skillText(context.command);
  const changes: readonly Change[] = [
    { file: settings, before: hooks, after: next.text, mode: 0o600, lines: changedLines(hooks, next.text) },
    { file: skill, before: known, after: text, mode: 0o644, lines: [] },
  ];
  return changes.filter(({ before, after }) => before !== after);
}

/** Settings that are read and never written may be a link, as programs that keep such files have it. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

function describe({ file, before, lines }: Change): string[] {
  return [`  ${before === undefined ? 'write' : 'change'} ${file}`, ...lines.map((line) => `    ${line}`)];
}

function inTheWay(file: string, obstacle: Obstacle): CodedError {
  if (obstacle.kind === 'unlike') {
    return new CodedError(
      `${obstacle.where === '' ? 'The JSON' : obstacle.where} in ${file} is not what Claude Code expects there`,
      {
        code: 'SETTINGS_INVALID',
        hint: 'Nothing was changed. Correct it (hooks must be an object, and each event in it a list) and run the command again.',
      },
    );
  }
  return new CodedError(
    `${file} already has a WorktreeCreate hook, and only one hook can create a worktree: ${obstacle.by}`,
    {
      code: 'SETTINGS_UNWRITABLE',
      hint: 'Nothing was changed. If you no longer need that hook, remove it and run the command again.',
    },
  );
}

function changedMeanwhile(file: string): CodedError {
  return new CodedError(`${file} has changed since it was shown`, {
    code: 'PLAN_CHANGED',
    hint: 'It was left unchanged. Run the command again.',
  });
}
