import { CodedError } from '@ktrdr/errors';
import { ktrdrSecrets, secretVariableNames } from '@ktrdr/secrets';
import type { Context } from '../core/context.ts';
import { withoutComposeVariables } from '../core/environment.ts';
import type { Instance } from '../core/instance.ts';
import { assertUntracked } from './assert-untracked.ts';
import { ENV_FILE, readEnvText } from './env-file.ts';
import { instanceVariables } from './instance-variables.ts';
import { DIRECTORY_VARIABLES, judgeEnvFile, SHARED_VARIABLE } from './judge-env-file.ts';
import { type LookupBesides, resolveStatements } from './parse-env-file.ts';
import { rememberedOf } from './remembered.ts';
import { scanEnvFile } from './scan-env-file.ts';
import { NO_SETTINGS, resolveSettings, type Settings, settingsOf } from './settings.ts';
import { writeInstanceFile } from './write-instance-file.ts';

/** What Compose gets of an instance's `.env.sandbox`. */
export interface EnvFile {
  /** Computed from the registry, whatever the file says. */
  readonly variables: Readonly<Record<string, string>>;
  /** The user's own lines. */
  readonly settings: Settings;
}

/**
 * The instance's variables, computed from the registry, and the user's settings. A lost `.env.sandbox` is written again; where
 * computed lines were edited, that is warned about and they are not used; one that names another instance is refused, and so is one with
 * settings that git tracks or that Compose would refuse.
 *
 * @throws CodedError `IDENTITY_MISMATCH`, `ENV_FILE_INVALID`, `ENV_FILE_LINK`, `ENV_FILE_TRACKED`, `ENV_FILE_UNREADABLE`
 */
export async function refreshEnvFile(context: Context, instance: Instance): Promise<EnvFile> {
  const text = await readEnvText(instance.path);
  if (text === undefined) {
    await writeInstanceFile(context, instance);
    // Nobody else knows them: a copy of ours would bring back what a person has deleted on purpose.
    context.report({
      type: 'warning',
      text: `${ENV_FILE} was missing and has been written again from the registry. Your own lines in it are lost, including directories set with --own and what earlier starts remembered; pass the options that you want again: ${REMEMBERED}.`,
    });
    return { variables: instanceVariables(instance, context.home), settings: NO_SETTINGS };
  }
  const { written, ours, edited, settings, unset } = await useEnvText(context, instance, text);
  const warn = (warning: string): void => context.report({ type: 'warning', text: `${ENV_FILE} ${warning}` });
  if (edited.length > 0) {
    warn(
      `differs from the registry in ${edited.join(', ')}; the registry's values are used. To rewrite these lines: ktrdr doctor --fix`,
    );
  }
  if (written[SHARED_VARIABLE] !== undefined && edited.includes(SHARED_VARIABLE)) {
    const names = Object.values(DIRECTORY_VARIABLES).join(', ');
    warn(`must set the mounted directories with ${names}; only ktrdr writes ${SHARED_VARIABLE}.`);
  }
  if (settings.reserved.length > 0)
    warn(`sets ${settings.reserved.join(', ')}, which only ktrdr passes to Compose: not used.`);
  if (unset.length > 0) warn(`refers to ${unset.join(', ')}, which is not set: empty.`);
  return { variables: ours, settings };
}

/** What a start makes of the text of an `.env.sandbox`. */
interface UsedEnvText {
  readonly written: Readonly<Record<string, string>>;
  readonly ours: EnvFile['variables'];
  readonly edited: readonly string[];
  readonly settings: Settings;
  /** What its lines refer to, and nothing sets. */
  readonly unset: readonly string[];
}

async function useEnvText(context: EnvFileContext, instance: Instance, text: string): Promise<UsedEnvText> {
  const statements = scanEnvFile(text);
  const { values: written } = resolveStatements(statements);
  const id = written['INSTANCE_ID'];
  if (id !== undefined && id !== instance.id) throw mismatch(instance, id);
  const { ours, edited } = judgeEnvFile(written, instanceVariables(instance, context.home));
  const settings = settingsOf(statements, ours);
  if (settings.statements.length > 0) await assertUntracked(context, instance.path, ENV_FILE);
  const { problems, unset } = resolveSettings(settings, lookupOf(context, ours));
  const [problem] = problems;
  if (problem !== undefined) throw invalid(instance, problem);
  return { written, ours, edited, settings, unset };
}

type EnvFileContext = Pick<Context, 'home' | 'run' | 'env'>;

/**
 * Looks whether a start can use an instance's `.env.sandbox`, as the start itself does; changes nothing. A lost one is written again.
 *
 * @throws CodedError as {@link refreshEnvFile}; `SLOT_OUT_OF_RANGE`
 */
export async function assertUsableEnvFile(context: EnvFileContext, instance: Instance): Promise<void> {
  const text = await readEnvText(instance.path);
  if (text !== undefined) rememberedOf((await useEnvText(context, instance, text)).written);
}

/** What settings may refer to; of secrets, that they will be there. */
function lookupOf({ env }: Pick<Context, 'env'>, ours: Readonly<Record<string, string>>): LookupBesides {
  const inherited = withoutComposeVariables(env);
  const secret = new Set(secretVariableNames(ktrdrSecrets));
  return (name, before) => ours[name] ?? before ?? (secret.has(name) ? '' : inherited[name]);
}

/** The options that starts remember there. */
const REMEMBERED = '--compose-file, --workers, --without, --vault, --account';

function invalid({ path }: Instance, { line, reason }: { readonly line: number; readonly reason: string }): CodedError {
  return new CodedError(`${path}/${ENV_FILE}, line ${line}: ${reason}`, {
    code: 'ENV_FILE_INVALID',
    hint: 'Nothing was started. Correct that line, then run the command again. A line is KEY=value; put a value with special characters in single quotes.',
  });
}

function mismatch(instance: Instance, id: string): CodedError {
  return new CodedError(
    `${instance.path}/${ENV_FILE} says that this directory is ${id}, but it is registered as ${instance.id}`,
    {
      code: 'IDENTITY_MISMATCH',
      hint: `If it is ${instance.id}, correct INSTANCE_ID there, or delete that file and run the command again; it is written anew, without your own lines.`,
    },
  );
}
