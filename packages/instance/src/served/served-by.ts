import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { answer, type CodedFailure } from '../core/answer.ts';
import type { Context } from '../core/context.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { instanceVariables } from '../env-file/instance-variables.ts';
import { withoutComposeVariables } from '../core/environment.ts';
import type { Instance } from '../core/instance.ts';
import { composeMemory } from '../compose-file/compose-memory.ts';
import { readComposeFiles } from '../compose-file/read-compose-files.ts';
import { chooseComposeFiles } from '../compose-file/choose-compose-file.ts';
import { spareVariables } from '../compose-file/spare-variables.ts';
import { rememberedOf } from '../env-file/remembered.ts';
import { isThere } from '../core/stats-at.ts';
import { servedServices, type ServedServices } from './served-services.ts';

/** What the Compose file that a start would choose says. */
export interface ServedBy {
  /** Undefined where not all of it can be read: then nobody knows what is not in it. */
  readonly services: ServedServices | undefined;
  /** All services that the file has, in whatever profile, also those that are left out; undefined likewise. */
  readonly declared: ReadonlySet<string> | undefined;
  /** Whether it joins the network of the shared Jaeger, Grafana and Prometheus. */
  readonly sharedObservability: boolean;
  /** Why a start is refused for it, as far as that can be seen without Compose. */
  readonly unusable?: CodedFailure | undefined;
  /** When the files that it is made of were last changed. Milliseconds since 1970. */
  readonly changedAt?: number | undefined;
}

const NOTHING: ServedBy = { services: undefined, declared: undefined, sharedObservability: false };

/** The external network of KTRDR's later Compose files, on which one Jaeger, Grafana and Prometheus serve all stacks. */
const SHARED_NETWORK = /^[^#]*\bdevops-ai-observability\b/m;

/** Reads what the instance's Compose file serves, without a process. Never fails: what cannot be known is undefined. */
export async function servedBy(context: Context, instance: Instance): Promise<ServedBy> {
  try {
    return await read(context, instance);
  } catch {
    return NOTHING;
  }
}

async function read({ env, home, shippedComposeFile }: Context, instance: Instance): Promise<ServedBy> {
  const { path: directory, kind } = instance;
  // Its own file is away with it, and the shipped one says nothing of it.
  if (!(await isThere(directory))) return NOTHING;
  const own = await readEnvFile(directory);
  const { composeFiles, without } = rememberedOf(own ?? {});
  const chosen = await answer(
    chooseComposeFiles({
      directory,
      requested: composeFiles.map((file) => resolve(directory, file)),
      isRemembered: true,
      shipped: shippedComposeFile,
    }),
  );
  if (chosen.kind === 'failed') return { ...NOTHING, unusable: chosen.failure };
  const { files } = chosen.value;
  const texts = await Promise.all(files.map(async (file) => await readFile(file, 'utf8')));
  const variables = { ...withoutComposeVariables(env), ...own, ...instanceVariables(instance, home) };
  const memory = composeMemory(home.composeFiles);
  const { services: all, unknown, malformed } = await readComposeFiles(files, { directory, env: variables, memory });
  // As a start gives them out; what is computed for the instance wins.
  const spare =
    instance.slot === 0 ? [] : spareVariables({ services: all }, { slot: instance.slot, profiles: kind.profiles });
  const given = {
    ...Object.fromEntries(spare.map(({ variable, value }) => [variable, value])),
    ...instanceVariables(instance, home),
  };
  const services = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  return {
    services:
      unknown.length > 0
        ? undefined
        : servedServices(services, { profiles: kind.profiles, variables: { ...variables, ...given } }),
    declared: unknown.length > 0 ? undefined : new Set([...Object.keys(all), ...(kind.extraWorkers?.services ?? [])]),
    sharedObservability: texts.some((text) => SHARED_NETWORK.test(text)),
    unusable: malformed.length === 0 ? undefined : malformedFile(malformed),
    changedAt: Math.max(...(await Promise.all(files.map(async (file) => (await stat(file)).ctimeMs)))),
  };
}

function malformedFile(malformed: readonly string[]): CodedFailure {
  return {
    code: 'COMPOSE_INVALID',
    message: `Compose cannot use ${malformed.join(', ')}`,
    hint: 'Correct the file there, or name another with --compose-file.',
  };
}
