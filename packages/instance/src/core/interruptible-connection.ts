import type { EngineConnection } from '@ktrdr/engine';

/** Asks questions that end when `signal` aborts. One with a signal of its own is left to its caller. */
export function interruptibleConnection(connection: EngineConnection, signal: AbortSignal): EngineConnection {
  return {
    ...connection,
    answer: async (request) => await connection.answer({ signal, ...request }),
    stream: async (request) => await connection.stream({ signal, ...request }),
  };
}
