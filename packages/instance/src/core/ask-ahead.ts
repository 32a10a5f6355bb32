import { listComposeContainers } from '@ktrdr/compose-runner';
import { type EngineConnection, openConnection } from '@ktrdr/engine';
import { type Environment, withoutComposeVariables } from './environment.ts';

/**
 * Asks the Engine for its containers, before the code is loaded that reads the answer: either takes about as long. Whoever is the
 * first to ask the same through the {@link EngineConnection} that is returned gets that answer.
 */
export function askAhead({
  env,
  signal,
}: {
  readonly env: Environment;
  readonly signal: AbortSignal;
}): EngineConnection {
  const connection = openConnection({ env: withoutComposeVariables(env) });
  const { path, query } = listComposeContainers;
  let ahead: ReturnType<EngineConnection['answer']> | undefined = connection.answer({
    ...listComposeContainers,
    signal,
  });
  // Perhaps nobody asks.
  ahead.catch(() => {});
  return {
    ...connection,
    async answer(request) {
      const isSame = request.path === path && JSON.stringify(request.query) === JSON.stringify(query);
      const answer = isSame ? ahead : undefined;
      if (answer === undefined) return await connection.answer(request);
      ahead = undefined;
      return await answer;
    },
  };
}
