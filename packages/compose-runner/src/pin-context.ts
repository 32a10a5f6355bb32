import type { EngineAddress, EngineConnection } from '@ktrdr/engine';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Has every child speak to the Engine that `connection` speaks to: each `docker` reads its configuration anew, and whoever starts Docker
 * Desktop switches the context there, perhaps while a question is asked about what the other Engine has.
 *
 * @returns the environment of a child with the context that was in use first; as it is where an address, or the environment, names an Engine
 */
export function pinContext(
  connection: Pick<EngineConnection, 'chosen'>,
  { context, host }: EngineAddress,
): (child: Variables) => Promise<Variables> {
  return async (child) => {
    if (context !== undefined || host !== undefined || child['DOCKER_HOST'] || child['DOCKER_CONTEXT']) return child;
    const chosen = await connection.chosen();
    return chosen?.kind === 'context' ? { ...child, DOCKER_CONTEXT: chosen.name } : child;
  };
}
