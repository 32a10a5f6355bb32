import { execa } from 'execa';

/** Runs git in a directory, with the same result whatever the user's configuration. */
export async function git(directory: string, ...args: readonly string[]): Promise<void> {
  const identity = [
    '-c',
    'user.name=KTRDR tests',
    '-c',
    'user.email=tests@example.invalid',
    '-c',
    'commit.gpgsign=false',
    '-c',
    'init.defaultBranch=main',
    '-c',
    'protocol.file.allow=always',
  ];
  await execa('git', ['-C', directory, ...identity, ...args], {
    env: { GIT_DIR: undefined, GIT_INDEX_FILE: undefined, GIT_WORK_TREE: undefined },
  });
}
