import { currentContext, type EngineAddress } from '@ktrdr/engine';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Keeps every child speaking to the Engine that the first one speaks to: each `docker` reads its configuration anew, and whoever starts
 * Docker Desktop switches the context there, perhaps while a question is asked about what the other Engine has.
 *
 * @returns the environment of a child with the context that was in use first; as it is where an address, or the environment, names an Engine
 */
export function pinContext(env: Variables, { context, host }: EngineAddress): (child: Variables) => Promise<Variables> {
  let first: Promise<string | undefined> | undefined;
  return async (child) => {
    if (context !== undefined || host !== undefined || child['DOCKER_HOST'] || child['DOCKER_CONTEXT']) return child;
    first ??= currentContext(env);
    const name = await first;
    return name === undefined ? child : { ...child, DOCKER_CONTEXT: name };
  };
}
