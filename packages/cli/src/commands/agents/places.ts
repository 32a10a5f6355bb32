import { homedir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import { gitFacts, isKtrdr, isTracked } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';

/** Where Claude Code finds what it is given. */
export interface AgentPlaces {
  /** Its settings for one checkout, which no repository has. */
  readonly settings: string;
  /** Its other settings whose hooks hold for that checkout: the repository's, and the user's. */
  readonly otherSettings: readonly string[];
  /** The skill, for all that the user does. */
  readonly skill: string;
}

const SETTINGS = '.claude/settings.local.json';

/**
 * Where the checkout that the command was given in has Claude Code's settings, and the user its skills.
 * Source: https://code.claude.com/docs/en/settings (where settings are)
 *
 * @throws CodedError `NOT_A_CLONE`, `NOT_KTRDR`, `SETTINGS_UNWRITABLE`, and of git
 */
export async function agentPlaces({ context, process }: Session): Promise<AgentPlaces> {
  const { env } = process;
  const directory = process.cwd();
  const facts = await gitFacts(directory, context);
  if (facts.kind !== 'clone' && facts.kind !== 'linked-worktree') {
    throw new CodedError(`${directory} is not in a clone or a worktree of KTRDR`, {
      code: 'NOT_A_CLONE',
      hint: 'Go to the clone in which you start your agent (ktrdr cd local-prod) and run the command again.',
    });
  }
  if (!isKtrdr(facts.remoteUrls)) {
    throw new CodedError(`${facts.topLevel} is not a KTRDR repository`, {
      code: 'NOT_KTRDR',
      hint: 'Worktrees of other repositories cannot be sandboxes. Go to the clone in which you start your agent and run the command again.',
    });
  }
  const settings = join(facts.topLevel, SETTINGS);
  if (await isTracked(context, facts.topLevel, SETTINGS)) {
    throw new CodedError(`git tracks ${settings}, so changes to it would be for everybody`, {
      code: 'SETTINGS_UNWRITABLE',
      hint: `Nothing was changed. Remove it from the repository (git rm --cached ${SETTINGS}) and run the command again.`,
    });
  }
  const home = env['CLAUDE_CONFIG_DIR'] || join(env['HOME'] || homedir(), '.claude');
  const otherSettings = [join(facts.topLevel, '.claude', 'settings.json'), join(home, 'settings.json')];
  return { settings, otherSettings, skill: join(home, 'skills', 'ktrdr', 'SKILL.md') };
}

/** For programs: what is written. */
export function documentOf({ settings, skill }: AgentPlaces): Pick<AgentPlaces, 'settings' | 'skill'> {
  return { settings, skill };
}
