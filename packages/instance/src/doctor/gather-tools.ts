import type { Context } from '../core/context.ts';
import { tooOldGit } from '../git/git-version.ts';
import type { ToolFacts } from './facts.ts';

const TOOLS = [
  {
    name: 'git',
    purpose: 'nothing can be registered or destroyed without it',
    install: 'Install git, and open a new terminal.',
    platforms: ['linux', 'darwin'],
  },
  {
    name: 'flock',
    purpose: 'without it, ktrdr cannot take locks, and refuses every command that changes anything',
    install:
      'Install util-linux: sudo apt-get install util-linux (Debian, Ubuntu), sudo dnf install util-linux-core (Fedora), apk add flock (Alpine).',
    // macOS locks files as it opens them.
    platforms: ['linux'],
  },
] as const;

/** Whether the programs that we run beside Docker are there. */
export async function gatherTools({ run, env }: Context, platform: string = process.platform): Promise<ToolFacts[]> {
  return await Promise.all(
    TOOLS.filter(({ platforms }) => platforms.some((one) => one === platform)).map(
      async ({ name, purpose, install }) => {
        const { exitCode, missing, stdout } = await run(name, ['--version'], { env, cwd: '/' });
        if (missing) return { name, purpose, install, present: false };
        // macOS has a git that only proposes to install one, and fails.
        if (name === 'git') return { name, purpose, install, present: exitCode === 0, tooOld: tooOldGit(stdout) };
        // `flock from util-linux 2.38.1`; busybox's does not know the question, and not what we ask of it either.
        const isOurs = exitCode === 0 && stdout.includes('util-linux');
        return { name, purpose, install, present: true, other: isOurs ? undefined : 'not the program from util-linux' };
      },
    ),
  );
}
