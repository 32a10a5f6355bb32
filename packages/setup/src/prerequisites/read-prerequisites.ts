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

/** Asks every tool for its version, side by side. */
export async function readPrerequisites({ run, env }: Pick<Context, 'run' | 'env'>): Promise<Prerequisite[]> {
  return await Promise.all(
    COMMANDS.map(async ({ tool, command, args }) =>
      judge(tool, await run(command, args, { env: { ...env, LC_ALL: 'C' }, cwd: '/', timeoutMs: ANSWER_WITHIN_MS })),
    ),
  );
}
