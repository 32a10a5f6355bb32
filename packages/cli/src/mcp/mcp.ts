import { realpath } from 'node:fs/promises';
import { CodedError } from '@ktrdr/errors';
import { directoryIdentity, ownVersion } from '@ktrdr/instance/internal';
import { printable } from '@ktrdr/terminal';
import type { Handler } from '../command/handler.ts';
import { assertWithoutJson } from '../command/without-json.ts';
import { serve } from './serve.ts';

/** `mcp`: tools for an agent, over the Model Context Protocol. Nothing but that is written on standard output. */
export const mcp: Handler<object> = async (session) => {
  assertWithoutJson(session, 'mcp', 'It already speaks JSON-RPC. Leave out --json.');
  const { process, context } = session;
  const log = (line: string): void => void process.stderr.write(`${printable(line)}\n`);
  const [program = 'ktrdr'] = context.command.split(' ', 1);
  if (process.stdin.isTTY)
    log(
      `Agents start this command and talk to it on standard input. For Claude Code: claude mcp add ktrdr-instances -- ${program} mcp\nPress Ctrl-C to stop.`,
    );
  const version = (await ownVersion())?.split(' ').at(-1) ?? '0.0.0';
  const directory = await realpath(process.cwd());
  const identity = await directoryIdentity(directory);
  if (identity === undefined) {
    throw new CodedError(`${directory} no longer exists`, {
      code: 'NO_DIRECTORY',
      hint: 'Start the agent in a worktree of the repository.',
    });
  }
  await serve(
    process,
    { env: process.env, agent: { directory, identity }, program, uncut: context.uncut, log },
    version,
  );
};
