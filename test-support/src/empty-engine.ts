import { createServer } from 'node:http';

/** An Engine on which nothing runs. */
export interface EmptyEngine {
  /** Volumes of project ktrdr-prod that are there. */
  volumes: readonly string[];
  /** What somebody does while it is asked for volumes. */
  meanwhile: () => void;
  close(): void;
}

/** Starts one at this socket. */
export async function startEmptyEngine(socket: string): Promise<EmptyEngine> {
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('Api-Version', '1.45');
    const path = url.replace(/^\/v[\d.]+|\?.*/g, '');
    const answer = answerOf(engine, path);
    response.statusCode = answer === undefined && path !== '/_ping' ? 500 : 200;
    response.end(JSON.stringify(answer ?? { message: `not expected: ${url}` }));
  });
  const engine: EmptyEngine = { volumes: [], meanwhile: () => {}, close: () => void server.close() };
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return engine;
}

function answerOf({ volumes, meanwhile }: EmptyEngine, path: string): unknown {
  if (path === '/containers/json' || path === '/networks') return [];
  if (path !== '/volumes') return volumes.map(volume).find(({ Name }) => path === `/volumes/${Name}`);
  meanwhile();
  return { Volumes: volumes.map(volume) };
}

function volume(Name: string) {
  const Labels = { 'com.docker.compose.project': 'ktrdr-prod' };
  return { Name, CreatedAt: '2026-01-02T03:04:05Z', Driver: 'local', Labels };
}
