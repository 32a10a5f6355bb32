import { type ComposeConfig, undouble } from '@ktrdr/compose-runner';
import type { Environment } from '../core/environment.ts';
import { composeVariables, dotEnvValues } from '../compose-file/compose-variables.ts';
import { isInsecureDefault, secretValues } from './secret-values.ts';
import { secretsInContent } from './secrets-in-content.ts';
import { secretsInFile } from './secrets-in-file.ts';
import { textOfFile } from './text-of-file.ts';

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

/** Everything that the containers of a start may know and nobody is to see. */
export async function startSecrets({
  directory,
  environment,
  config,
  secrets,
}: StartSecretsOptions): Promise<string[]> {
  const values = await dotEnvValues(directory, environment);
  const given = [
    ...Object.values(secrets ?? {}),
    ...(await givenValues(config, await composeVariables(directory, environment))),
    ...(await valuesInFiles(config)),
  ];
  const shown = given.filter((value) => value !== '' && !isInsecureDefault(value));
  return [...new Set([...shown, ...secretValues([environment, values, ...environmentsOf(config)])])];
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
async function valuesInFiles({ configs, secrets }: StartSecretsOptions['config']): Promise<string[]> {
  const textsOf = async (all: typeof configs): Promise<string[]> =>
    await Promise.all(Object.values(all ?? {}).map(async (one) => await textOfFile(undouble(one?.file ?? ''))));
  const [settings, whole] = await Promise.all([textsOf(configs), textsOf(secrets)]);
  return [...(await secretsInEach(settings, secretsInContent)), ...(await secretsInEach(whole, secretsInFile))];
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
