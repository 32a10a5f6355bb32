import { execFileSync } from 'node:child_process';
import { env as processEnv } from 'node:process';
import { runCommand } from '@ktrdr/process';
import type { GitOptions } from '../../src/git/run-git.ts';

/** The machine's git with an identity, and nothing of this user's configuration. */
export function realGit(home: string) {
  const env = {
    PATH: processEnv['PATH'],
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  };
  const options: GitOptions = { run: runCommand, env };
  const git = (directory: string, ...args: readonly string[]): string =>
    execFileSync(
      'git',
      ['-c', 'protocol.file.allow=always', '-c', 'init.defaultBranch=main', '-C', directory, ...args],
      { env, stdio: 'pipe', encoding: 'utf8' },
    );
  return { env, options, git };
}
