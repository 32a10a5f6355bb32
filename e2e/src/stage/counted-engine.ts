import { join } from 'node:path';
import { startEngineProxy } from './engine-proxy.ts';

/** The real Engine, with a note of every question that is asked of it over its API by `@ktrdr/engine`. */
export interface CountedEngine {
  /** The variables that put it in place. */
  readonly env: Readonly<Record<string, string>>;
  /** The questions so far, without the version of the API and the query: `GET /containers/json`. */
  readonly questions: readonly string[];
  close(): Promise<void>;
}

/**
 * @param directory where its socket is; a plain path
 * @param socket of the Engine
 */
export async function countedEngine(directory: string, socket: string): Promise<CountedEngine> {
  const questions: string[] = [];
  const proxy = await startEngineProxy({
    socket,
    at: join(directory, 'counted.sock'),
    onQuestion: (question) => {
      // What version it speaks is asked once by every process.
      if (question !== 'GET /_ping') questions.push(question);
    },
  });
  return {
    env: { DOCKER_HOST: `unix://${join(directory, 'counted.sock')}` },
    questions,
    close: async () => await proxy.close(),
  };
}
