import type { ComposeConfig, ComposeService } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { basename } from 'node:path';
import type { Environment } from '../core/environment.ts';
import { ENV_FILE } from '../env-file/env-file.ts';
import type { Instance } from '../core/instance.ts';
import type { ComposeFileChoice } from '../compose-file/choose-compose-file.ts';
import type { ConfiguredPort } from '../readiness/published-ports.ts';
import { portVariable } from '../compose-file/spare-variables.ts';

/** A host port that two services of one file would publish at the same time. One that the Engine chooses from a range is none. */
export interface PortClash {
  readonly port: number;
  readonly services: readonly [string, string];
}

/** Every such port, with the first two services that want it. One that runs only when the other has ended does not meet it. */
export function portClashes(config: ComposeConfig, ports: readonly ConfiguredPort[]): PortClash[] {
  const clashes = ports.flatMap((one, index) => {
    const other = ports.slice(0, index).find((before) => meet(one, before) && !takeTurns(config, one, before));
    return other === undefined ? [] : [{ port: one.published, services: [other.service, one.service] as const }];
  });
  return clashes.filter(({ port }, index) => clashes.findIndex((clash) => clash.port === port) === index);
}

export interface AssertPortsOnceOptions {
  readonly config: ComposeConfig;
  readonly ports: readonly ConfiguredPort[];
  readonly choice: ComposeFileChoice;
  /** What is computed for the instance, and the spare ports of the slot: no line of the user's replaces them. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the files interpolate. */
  readonly env: Environment;
}

/**
 * Refuses files whose services want the same host port, of which the Engine would say only that it is allocated.
 *
 * @throws CodedError `PORT_TWICE`, with the line of `.env.sandbox` that moves one of them where there is one
 */
export async function assertPortsOnce(
  { path }: Pick<Instance, 'path'>,
  options: AssertPortsOnceOptions,
): Promise<void> {
  const { config, ports, choice, variables, env } = options;
  const [clash, ...others] = portClashes(config, ports);
  if (clash === undefined) return;
  // Loaded where it is used: a YAML parser is large.
  const { readComposeFiles } = await import('../compose-file/read-compose-files.ts');
  const { services } = await readComposeFiles(choice.files, { directory: path, env });
  const variable = clash.services
    .flatMap((name) => services[name]?.ports ?? [])
    .flatMap((port) => portVariable(port, { value: String(clash.port), env }) ?? [])
    .find((name) => !Object.hasOwn(variables, name));
  const names = choice.files.map((file) => basename(file)).join(', ');
  const clauses = [clash, ...others].map(
    ({ port, services: both }) => `${both.join(' and ')} both publish port ${port}`,
  );
  throw new CodedError(`In ${names}, ${clauses.join('; ')}`, {
    code: 'PORT_TWICE',
    hint:
      variable === undefined
        ? 'Nothing was started. Give one of them another port in the file.'
        : `Nothing was started. Give one of them another port, with a line of your own in ${ENV_FILE}: ${variable}=<port>`,
  });
}

function meet(one: ConfiguredPort, other: ConfiguredPort): boolean {
  return (
    one.choices === 1 &&
    other.choices === 1 &&
    one.service !== other.service &&
    one.published === other.published &&
    one.protocol === other.protocol &&
    (one.address === other.address || isEverywhere(one.address) || isEverywhere(other.address))
  );
}

function isEverywhere(address = ''): boolean {
  return ['', '0.0.0.0', '::'].includes(address);
}

function takeTurns({ services }: ComposeConfig, one: ConfiguredPort, other: ConfiguredPort): boolean {
  return waits(services[one.service], other.service) || waits(services[other.service], one.service);
}

/** Source: https://docs.docker.com/reference/compose-file/services/#depends_on (`service_completed_successfully`) */
function waits(service: ComposeService | undefined, name: string): boolean {
  return service?.depends_on?.[name]?.['condition'] === 'service_completed_successfully';
}
