import type { Context } from '@ktrdr/instance';
import { judge } from './judge.ts';
import type { Prerequisite, Tool } from './prerequisite.ts';

const ANSWER_WITHIN_MS = 20_000;

const COMMANDS: readonly { readonly tool: Tool; readonly command: string; readonly args: readonly string[] }[] = [
  { tool: 'git', command: 'git', args: ['--version'] },
  { tool: 'docker', command: 'docker', args: ['--version'] },
  { tool: 'engine', command: 'docker', args: ['version', '--format', '{{.Server.Version}}'] },
  { tool: 'compose', command: 'docker', args: ['compose', 'version', '--short'] },
  { tool: 'uv', command: 'uv', args: ['--version'] },
  { tool: 'op', command: 'op', args: ['--version'] },
];

export interface ReadPrerequisitesOptions {
  /** Whether secrets come from 1Password. */
  readonly withOp: boolean;
}

/** Asks every tool for its version, side by side. */
export async function readPrerequisites(
  { run, env }: Pick<Context, 'run' | 'env'>,
  { withOp }: ReadPrerequisitesOptions,
): Promise<Prerequisite[]> {
  return await Promise.all(
    COMMANDS.filter(({ tool }) => withOp || tool !== 'op').map(async ({ tool, command, args }) =>
      judge(tool, await run(command, args, { env: { ...env, LC_ALL: 'C' }, cwd: '/', timeoutMs: ANSWER_WITHIN_MS })),
    ),
  );
}
