import { createServer, type Server } from 'node:http';

const ANSWERS = { '/containers/json': [], '/networks': [], '/volumes': { Volumes: null } };

/** An Engine that has nothing, at this socket. */
export async function startEmptyEngine(socket: string): Promise<Server> {
  const engine = createServer(({ url = '' }, response) => {
    response.setHeader('Api-Version', '1.45');
    const path = url.replace(/^\/v[\d.]+|\?.*/g, '');
    const answer = Object.entries(ANSWERS).find(([known]) => known === path)?.[1];
    response.statusCode = answer === undefined && path !== '/_ping' ? 500 : 200;
    response.end(JSON.stringify(answer ?? { message: `not expected: ${url}` }));
  });
  await new Promise<void>((resolve) => engine.listen(socket, resolve));
  return engine;
}
