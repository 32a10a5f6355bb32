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
    return session.result(documentOf(places), ['Claude Code has the hooks and the skill already; nothing was changed']);
  session.print(
    'For the worktrees of Claude Code to be sandboxes, and for its agents to know how to use them:',
    ...changes.flatMap(describe),
  );
  if (!(await session.confirm('Do that?'))) throw notConfirmed(session, 'Installing into Claude Code');
  for (const { file, before, after, mode } of changes) {
    await mkdir(dirname(file), { recursive: true });
    const check = async (): Promise<void> => {
      if ((await ownText(file)) !== before) throw changedMeanwhile(file);
    };
    await writeFileDurably(file, after, mode, { followLinks: false, check });
  }
  session.result(documentOf(places), [
    `${style.green('✓')} Sessions of Claude Code that begin in this checkout from now on have it`,
    'To take it away again: ktrdr agents uninstall',
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
    throw new CodedError(`${skill} has been edited since ktrdr wrote it, and is left as it is`, {
      code: 'SETTINGS_UNWRITABLE',
      hint: 'Nothing was changed. Give it another name, or remove it, and run the command again.',
    });
  }
  if (known !== undefined && !isOurs(known)) {
    throw new CodedError(`${skill} was not written by ktrdr, and is left as it is`, {
      code: 'SETTINGS_UNWRITABLE',
      hint: 'Nothing was changed. Give it another name, and run the command again.',
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
      `${obstacle.where === '' ? 'What is' : obstacle.where} in ${file} is not what Claude Code has there`,
      {
        code: 'SETTINGS_INVALID',
        hint: 'Nothing was changed. Correct it: hooks is an object, and each event in it a list. Then run the command again.',
      },
    );
  }
  return new CodedError(`${file} has a hook WorktreeCreate already, and only one can make a worktree: ${obstacle.by}`, {
    code: 'SETTINGS_UNWRITABLE',
    hint: 'Nothing was changed. Where it is not needed any more, take it out, and run the command again.',
  });
}

function changedMeanwhile(file: string): CodedError {
  return new CodedError(`${file} has changed since it was shown`, {
    code: 'PLAN_CHANGED',
    hint: 'It was left as it is. Run the command again.',
  });
}
