import { currentContext } from './current-context.ts';
import type { EngineAddress } from './engine-address.ts';

/** How the Engine that `docker` speaks to was named: by an address, or by a context. */
export type EndpointName =
  { readonly kind: 'host'; readonly name: string } | { readonly kind: 'context'; readonly name: string };

/**
 * What decides which Engine `docker` speaks to: an address or a context that was asked for, `DOCKER_HOST`, `DOCKER_CONTEXT`, the
 * context that its configuration names, or else the context `default`. Undefined where the configuration cannot be read.
 * Source: https://docs.docker.com/engine/manage-resources/contexts/
 */
export async function chosenEndpoint(
  env: Readonly<Record<string, string | undefined>>,
  { host, context }: EngineAddress = {},
): Promise<EndpointName | undefined> {
  if (host !== undefined) return { kind: 'host', name: host };
  if (context !== undefined) return { kind: 'context', name: context };
  if (env['DOCKER_HOST']) return { kind: 'host', name: env['DOCKER_HOST'] };
  const current = await currentContext(env);
  return current === undefined ? undefined : { kind: 'context', name: current };
}
