import { mkdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writeFileDurably } from '@ktrdr/durable-files';
import { CodedError, hasCode } from '@ktrdr/errors';
import type { Session } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { notConfirmed } from '../../command/not-confirmed.ts';
import { type CompletionOptions, type Shell, SHELLS } from './flags.ts';
import { type ShellFiles, shellFiles } from './shell-files.ts';
import { SCRIPTS } from './shell-scripts.ts';
import { withLine, withoutLine } from './start-line.ts';

/** `completion`: prints the script of a shell, or puts it where the shell finds it. */
export const completion: Handler<CompletionOptions> = async (session, { install, uninstall }, [named]) => {
  const { env } = session.process;
  const shell = shellOf(named ?? basename(env['SHELL'] ?? ''));
  const home = env['HOME'] || homedir();
  const files = shellFiles(shell, { env, home, directory: join(session.context.home.root, 'completion') });
  if (install === true) await put(session, shell, files);
  else if (uninstall === true) await take(session, shell, files);
  else session.process.stdout.write(SCRIPTS[shell]);
};

function shellOf(name: string): Shell {
  const shell = SHELLS.find((one) => one === name);
  if (shell !== undefined) return shell;
  throw new CodedError(name === '' ? 'Which shell is to complete ktrdr?' : `There is no completion for ${name}`, {
    code: 'USAGE',
    hint: `Name one of ${SHELLS.join(', ')}: ktrdr completion bash`,
  });
}

async function put(session: Session, shell: Shell, files: ShellFiles): Promise<void> {
  const { script, startFile, line } = files;
  const [isCurrent, before] = [(await textOf(script)) === SCRIPTS[shell], startFile && (await textOf(startFile))];
  const after = line === undefined ? undefined : withLine(before ?? '', line);
  const changes = [
    ...(isCurrent ? [] : [`  write ${script}`]),
    ...(before === after ? [] : [`  add this line to ${startFile}:`, `    ${line}`]),
  ];
  if (changes.length === 0) {
    session.result(documentOf(shell, files), [`${shell} completes ktrdr already; nothing was changed`]);
    return;
  }
  session.print(`For ${shell} to complete ktrdr, and for ktrdr cd to change the directory:`, ...changes);
  if (!(await session.confirm('Do that?'))) throw notConfirmed(session, 'Installing the completion');
  await mkdir(dirname(script), { recursive: true });
  await writeFileDurably(script, SCRIPTS[shell], 0o644);
  if (startFile !== undefined && after !== undefined && before !== after) {
    await mkdir(dirname(startFile), { recursive: true });
    await writeFileDurably(startFile, after, 0o644);
  }
  session.result(documentOf(shell, files), [
    `${session.style.green('✓')} ${shell} completes ktrdr in the next shell that you open`,
  ]);
}

async function take(session: Session, shell: Shell, files: ShellFiles): Promise<void> {
  const { script, startFile } = files;
  const before = startFile && (await textOf(startFile));
  const after = before && withoutLine(before);
  if (startFile !== undefined && after !== undefined && after !== before) await writeFileDurably(startFile, after);
  await rm(script, { force: true });
  session.result(documentOf(shell, files), [`${shell} does not complete ktrdr any more`]);
}

function documentOf(shell: Shell, { script, startFile }: ShellFiles): object {
  return { shell, script, startFile: startFile ?? null };
}

/** Undefined where there is no such file. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
