import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComposeConfig } from '@ktrdr/compose-runner';
import * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import type { Environment } from '../core/environment.ts';

const proxy = z.object({
  httpProxy: z.optional(z.string()),
  httpsProxy: z.optional(z.string()),
  allProxy: z.optional(z.string()),
  noProxy: z.optional(z.string()),
});
const dockerConfig = z.object({ proxies: z.optional(z.record(z.string(), proxy)) });

/** A proxy that Docker puts into the environment of every container. */
export interface DockerProxy {
  /** The file that says so. */
  readonly file: string;
  /** Hosts that are asked directly, with commas between them. */
  readonly noProxy: string;
}

/**
 * The proxy that Docker's own configuration gives to every container, if there is one; undefined also where the file cannot be read, which
 * `docker` itself says.
 * Source: https://docs.docker.com/engine/cli/proxy/; Compose does it, too (seen with 2.26)
 */
export async function dockerProxy(env: Environment): Promise<DockerProxy | undefined> {
  const file = join(env['DOCKER_CONFIG'] || join(env['HOME'] ?? '', '.docker'), 'config.json');
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const parsed = dockerConfig.safeParse(parseJson(text));
  const proxies = parsed.success ? parsed.data.proxies : undefined;
  const found = proxies?.[env['DOCKER_HOST'] ?? ''] ?? proxies?.['default'];
  const names = [found?.httpProxy, found?.httpsProxy, found?.allProxy];
  return names.some((name) => name !== undefined && name !== '') ? { file, noProxy: found?.noProxy ?? '' } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Says which names the containers would ask through a proxy that is not theirs: their own health probes ask `localhost`, and the services
 * ask each other. Undefined where none would.
 */
export function proxyWarning({ services }: ComposeConfig, { file, noProxy }: DockerProxy): string | undefined {
  const direct = new Set(noProxy.split(',').map((name) => name.trim()));
  const affected = Object.values(services).some(
    ({ environment }) => !['NO_PROXY', 'no_proxy'].some((name) => environment?.[name] != null),
  );
  const missing = ['localhost', '127.0.0.1', ...Object.keys(services)].filter((name) => !direct.has(name));
  if (!affected || missing.length === 0 || direct.has('*')) return undefined;
  const wanted = [...[...direct].filter((name) => name !== ''), ...missing].join(',');
  return (
    `${file} gives every container a proxy, which health probes and requests between services use too, so healthy services ` +
    `may appear dead. Exclude them: "noProxy": "${wanted}", beside "httpProxy" in that file`
  );
}

/** Warns of a proxy before it makes a start fail, for reasons that no container's log says. */
export async function warnOfProxy({ env, report }: Context, config: ComposeConfig): Promise<void> {
  const found = await dockerProxy(env);
  const text = found === undefined ? undefined : proxyWarning(config, found);
  if (text !== undefined) report({ type: 'warning', text });
}
