import { type ComposeConfig, undouble } from '@ktrdr/compose-runner';
import type { Environment } from '../core/environment.ts';
import { composeVariables, dotEnvValues } from '../compose-file/compose-variables.ts';
import { isInsecureDefault, secretValues } from './secret-values.ts';
import { secretsInContent } from './secrets-in-content.ts';
import { secretsInFile } from './secrets-in-file.ts';
import { type FileText, textOfFile } from './text-of-file.ts';

export interface StartSecretsOptions {
  /** The instance's directory, whose `.env` Compose reads by itself. */
  readonly directory: string;
  /** The environment of `docker compose`. */
  readonly environment: Environment;
  /** The resolved Compose file: what it gives containers beside that, as literals, from files (`env_file`), and as configs and secrets. */
  readonly config: Pick<ComposeConfig, 'services' | 'configs' | 'secrets'>;
  /** What the 1Password item gives: secret whatever it is called. */
  readonly secrets: Readonly<Record<string, string>> | undefined;
}

export interface StartSecrets {
  /** What must not be shown, once each. */
  readonly values: string[];
  /** Files of this machine that containers get, and of which nobody knows what secrets they hold: they cannot be read. */
  readonly unknown: readonly string[];
}

/** Everything that the containers of a start may know and nobody is to see. */
export async function startSecrets({
  directory,
  environment,
  config,
  secrets,
}: StartSecretsOptions): Promise<StartSecrets> {
  const values = await dotEnvValues(directory, environment);
  const inFiles = await valuesInFiles(config);
  const given = [
    ...Object.values(secrets ?? {}),
    ...(await givenValues(config, await composeVariables(directory, environment))),
    ...inFiles.values,
  ];
  const shown = given.filter((value) => value !== '' && !isInsecureDefault(value));
  const all = [...shown, ...secretValues([environment, values, ...environmentsOf(config)])];
  return { values: [...new Set(all)], unknown: inFiles.unknown };
}

/** What configs and secrets contain: a variable's value as a whole, whatever it is called, and the secrets in a text of the Compose file. */
async function givenValues(
  { configs, secrets }: StartSecretsOptions['config'],
  variables: Environment,
): Promise<string[]> {
  const all = [...Object.values(configs ?? {}), ...Object.values(secrets ?? {})];
  return [
    ...all.map((one) => (one?.environment === undefined ? '' : (variables[one.environment] ?? ''))),
    ...(await secretsInEach(
      all.map((one) => undouble(one?.content ?? '')),
      secretsInContent,
    )),
  ];
}

/** What is in the files that configs and secrets are. */
async function valuesInFiles({ configs, secrets }: StartSecretsOptions['config']): Promise<StartSecrets> {
  const [settings, whole] = await Promise.all([filesOf(configs), filesOf(secrets)]);
  const unread = [...settings, ...whole].filter(({ found }) => found.kind === 'unread');
  // Of a secret the whole counts, also where it is where another Engine is.
  const missing = whole.filter(({ found }) => found.kind === 'missing');
  const values = [
    ...(await secretsInEach(textsIn(settings), secretsInContent)),
    ...(await secretsInEach(textsIn(whole), secretsInFile)),
  ];
  return { values, unknown: [...new Set([...unread, ...missing].map(({ file }) => file))] };
}

interface GivenText {
  readonly file: string;
  readonly found: FileText;
}

async function filesOf(all: StartSecretsOptions['config']['configs']): Promise<GivenText[]> {
  const files = Object.values(all ?? {}).flatMap((one) => (one?.file === undefined ? [] : [undouble(one.file)]));
  return await Promise.all(files.map(async (file) => ({ file, found: await textOfFile(file) })));
}

function textsIn(files: readonly GivenText[]): string[] {
  return files.flatMap(({ found }) => (found.kind === 'text' ? [found.text] : []));
}

async function secretsInEach(
  texts: readonly string[],
  secretsIn: (text: string) => Promise<string[]>,
): Promise<string[]> {
  return (await Promise.all(texts.map(secretsIn))).flat();
}

function environmentsOf({ services }: Pick<ComposeConfig, 'services'>): Environment[] {
  return Object.values(services).map(({ environment }) =>
    Object.fromEntries(Object.entries(environment ?? {}).map(([name, value]) => [name, undouble(value ?? '')])),
  );
}
