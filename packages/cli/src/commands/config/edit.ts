import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode, isCodedError } from '@ktrdr/errors';
import { assertWithinConfinement, readSettingsText, replaceUserSettings } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import { assertWithoutJson } from '../../command/without-json.ts';

/** `config edit`: opens a copy of the settings in the user's editor, and puts it in their place where it can be understood. */
export async function edit(session: Session): Promise<void> {
  assertWithoutJson(session, 'config edit', 'Leave out --json; config --json shows the settings.');
  const { context, style } = session;
  const { settings: file, root } = context.home;
  assertWithinConfinement(context, 'settings');
  assertCanEdit(session);
  const before = await readSettingsText(file);
  const begun = before ?? '{}\n';
  const copy = join(root, `config.edited-${randomBytes(4).toString('hex')}.json`);
  await mkdir(root, { recursive: true, mode: 0o700 });
  await writeFile(copy, begun, { flag: 'wx', mode: 0o600 });
  let text = await edited(session, copy, begun);
  if (text === begun) {
    await rm(copy);
    return session.print('Nothing was changed');
  }
  for (;;) {
    try {
      await replaceUserSettings(context, { before, text, file: copy });
      break;
    } catch (error) {
      if (!hasCode(error, 'SETTINGS_INVALID') || !isCodedError(error)) throw error;
      session.print(`${style.red('✗')} ${error.message}`, ...(error.hint === undefined ? [] : [`  ${error.hint}`]));
      if (!(await session.ask('Edit it again?'))) throw kept(error, copy);
    }
    text = await edited(session, copy, begun);
  }
  await rm(copy);
  session.print(`${style.green('✓')} ${file} is written`);
}

/** Which editor the user has chosen. */
function editorOf({ process: { env } }: Session): string | undefined {
  return env['VISUAL'] || env['EDITOR'] || undefined;
}

/** An editor that was chosen may need no terminal. */
function assertCanEdit(session: Session): void {
  if (session.canAsk || editorOf(session) !== undefined) return;
  throw new CodedError('config edit opens an editor, which needs a terminal', {
    code: 'USAGE',
    hint: 'Nothing was changed. To change one setting: ktrdr config set <key> <value>',
  });
}

/** What the user has made of the copy. The editor is called as git calls it: by the shell, since it may have arguments. */
async function edited(session: Session, copy: string, begun: string): Promise<string> {
  const { context, signal } = session;
  const editor = editorOf(session) ?? 'vi';
  const args = ['-c', `${editor} "$@"`, editor, copy];
  const { exitCode } = await context.handOver(
    async () => await context.run('sh', args, { env: session.process.env, interactive: true, signal }),
  );
  const text = await readFile(copy, 'utf8');
  if (exitCode === 0 && !signal.aborted) return text;
  if (text === begun) await rm(copy);
  const stands = `The settings are unchanged.${text === begun ? '' : ` Your edits are kept: ${copy}`}`;
  if (signal.aborted) context.report({ type: 'note', text: stands });
  signal.throwIfAborted();
  throw new CodedError(`The editor (${editor}) ended with ${exitCode ?? 'a signal'}`, {
    code: 'USAGE',
    hint: `${stands}\nTo choose an editor: export EDITOR=nano`,
  });
}

function kept({ message, code }: CodedError, copy: string): CodedError {
  return new CodedError(message, {
    code,
    hint: `The settings are unchanged. Your edits are kept: ${copy}`,
  });
}
