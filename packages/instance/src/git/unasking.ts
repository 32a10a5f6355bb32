import { basename } from 'node:path';
import type { RunOptions } from '@ktrdr/process';
import { gitAnswer } from './git-answer.ts';
import type { GitOptions } from './run-git.ts';

/** How git speaks to a remote without ever asking a person: the arguments before its command, and how it is run. */
export interface Unasking {
  readonly args: readonly string[];
  readonly options: Partial<RunOptions>;
}

const SETTINGS = [
  // Of Git Credential Manager; git itself knows it since 2.48.
  'credential.interactive=false',
  // Nothing goes on in the background, and a transfer that stands still ends, also when nobody is left to end it.
  'gc.auto=0',
  'maintenance.auto=false',
  'fetch.writeCommitGraph=false',
  'http.lowSpeedLimit=1',
  'http.lowSpeedTime=10',
];

const QUIET_SSH = '-o BatchMode=yes -o ConnectTimeout=10';

/**
 * Lets git, ssh and their helpers fail where they would ask. They have no terminal either: a session of their own.
 *
 * @param at arguments that name the repository, where git would not find it
 * @throws CodedError `GIT_FAILED`
 *
 * Sources: git(1), `GIT_TERMINAL_PROMPT`, `GIT_ASKPASS`, `GIT_SSH_COMMAND`; ssh(1), `SSH_ASKPASS_REQUIRE`; ssh_config(5), `BatchMode`.
 */
export async function unasking(git: GitOptions, directory: string, at: readonly string[] = []): Promise<Unasking> {
  const args = [...at, 'config', '--get', 'core.sshCommand'];
  const configured = await gitAnswer(git, directory, { doing: 'read core.sshCommand', args });
  const ssh = sshCommand(git.env, configured?.trim() ?? '');
  return {
    args: SETTINGS.flatMap((setting) => ['-c', setting]),
    options: {
      ownSession: true,
      env: {
        GIT_TERMINAL_PROMPT: '0',
        // Set and empty: no program asks, whatever the configuration says.
        GIT_ASKPASS: '',
        SSH_ASKPASS: undefined,
        SSH_ASKPASS_REQUIRE: 'never',
        GCM_INTERACTIVE: 'never',
        ...(ssh === undefined ? {} : { GIT_SSH_COMMAND: ssh }),
      },
    },
  };
}

/** The ssh that git would run, told not to ask; undefined where it is another program, whose options are not known. */
export function sshCommand(env: GitOptions['env'], configured: string): string | undefined {
  const program = env['GIT_SSH'] ?? '';
  const command = env['GIT_SSH_COMMAND'] || configured || (program === '' ? 'ssh' : quoted(program));
  const [, inQuotes, bare] = /^(?:'([^']+)'|(\S+))/.exec(command) ?? [];
  return /^ssh(?:\.exe)?$/.test(basename(inQuotes ?? bare ?? '')) ? `${command} ${QUIET_SSH}` : undefined;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
