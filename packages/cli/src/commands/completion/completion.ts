import { appendFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writeFileDurably } from '@ktrdr/durable-files';
import { CodedError, hasCode } from '@ktrdr/errors';
import type { Session } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { notConfirmed } from '../../command/not-confirmed.ts';
import { type CompletionOptions, type Shell, SHELLS } from './flags.ts';
import { type ShellFiles, shellFiles } from './shell-files.ts';
import { isOurs, scriptOf } from './shell-scripts.ts';
import { addedLine, markOf, withoutLines } from './start-line.ts';

/** `completion`: prints the script of a shell, or puts it where the shell finds it. */
export const completion: Handler<CompletionOptions> = async (session, { install, uninstall }, [named]) => {
  const { process, context } = session;
  const { env } = process;
  const [command = ''] = context.command.split(' ');
  const shell = shellOf(named ?? basename(env['SHELL'] ?? ''));
  const place = { command, env, home: env['HOME'] || homedir(), directory: join(context.home.root, 'completion') };
  const taught = { command, shell, ...shellFiles(shell, place) };
  if (install === true) await put(session, taught);
  else if (uninstall === true) await take(session, taught);
  else process.stdout.write(scriptOf(shell, command));
};

interface Taught extends ShellFiles {
  readonly command: string;
  readonly shell: Shell;
}

function shellOf(name: string): Shell {
  const shell = SHELLS.find((one) => one === name);
  if (shell !== undefined) return shell;
  throw new CodedError(name === '' ? 'Which shell should complete ktrdr?' : `There is no completion for ${name}`, {
    code: 'USAGE',
    hint: `Name one of ${SHELLS.join(', ')}: ktrdr completion bash`,
  });
}

async function put(session: Session, taught: Taught): Promise<void> {
  const { command, shell, script, startFile, line } = taught;
  const text = scriptOf(shell, command);
  await assertOurs(script);
  // Only added to, so that nothing of the user's is written again; looked at once more after the answer.
  const toAdd = async (): Promise<string> =>
    startFile === undefined || line === undefined ? '' : addedLine((await textOf(startFile)) ?? '', line);
  const changes = [
    ...((await textOf(script)) === text ? [] : [`  write ${script}`]),
    ...((await toAdd()) === '' ? [] : [`  add this line to ${startFile}:`, `    ${line}`]),
  ];
  if (changes.length === 0) {
    session.result(documentOf(taught), [`${shell} already completes ${command}; nothing was changed`]);
    return;
  }
  session.print(`To let ${shell} complete ${command}, and ${command} cd change the directory:`, ...changes);
  if (!(await session.confirm('Make these changes?'))) throw notConfirmed(session, 'Installing the completion');
  await mkdir(dirname(script), { recursive: true });
  await writeFileDurably(script, text, 0o644);
  const added = await toAdd();
  if (startFile !== undefined && added !== '') {
    await mkdir(dirname(startFile), { recursive: true });
    await appendFile(startFile, added);
  }
  session.result(documentOf(taught), [
    `${session.style.green('✓')} ${shell} completes ${command} in the next shell that you open`,
  ]);
}

async function take(session: Session, taught: Taught): Promise<void> {
  const { command, shell, script, startFile } = taught;
  const before = startFile && (await textOf(startFile));
  const after = before && withoutLines(before, command);
  if (startFile !== undefined && before !== undefined && after !== undefined && after !== before) {
    // What is not UTF-8 would not be written as it was.
    if (before.includes('\uFFFD')) {
      throw new CodedError(`${startFile} is not UTF-8 and was left unchanged`, {
        code: 'USAGE',
        hint: `Remove by hand the line that ends with: ${markOf(command)}`,
      });
    }
    await writeFileDurably(startFile, after);
  }
  await assertOurs(script);
  await rm(script, { force: true });
  session.result(documentOf(taught), [`${shell} no longer completes ${command}`]);
}

function documentOf({ shell, script, startFile }: Taught): object {
  return { shell, script, startFile: startFile ?? null };
}

/** @throws CodedError `USAGE` where a file of the user's is in the place of ours */
async function assertOurs(script: string): Promise<void> {
  const text = await textOf(script);
  if (text === undefined || isOurs(text)) return;
  throw new CodedError(`${script} was not written by ktrdr and was left unchanged`, {
    code: 'USAGE',
    hint: 'Rename it and run the command again.',
  });
}

/** Undefined where there is no such file. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    // Who opens a pipe waits for ever.
    if (!(await stat(file)).isFile()) {
      throw new CodedError(`${file} is not a file`, {
        code: 'USAGE',
        hint: 'Print the script and put it where your shell reads it: ktrdr completion bash',
      });
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
