import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sharedObservability } from '../src/served/shared-observability.ts';

// Two that listen on ports of this run alone, and one that has listened.
const servers = [createServer(), createServer(), createServer()];
let ports: { readonly grafana: number; readonly jaeger: number; readonly prometheus: number };
beforeAll(async () => {
  const [grafana = 0, jaeger = 0, prometheus = 0] = await Promise.all(
    servers.map(
      async (server) =>
        await new Promise<number>((resolve) =>
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          }),
        ),
    ),
  );
  ports = { grafana, jaeger, prometheus };
  await new Promise((resolve) => servers[2]?.close(resolve));
});
afterAll(() => {
  for (const server of servers.slice(0, 2)) server.close();
});

test('what answers has a URL, and what does not has none', async () => {
  expect(await sharedObservability('127.0.0.1', ports)).toEqual({
    grafana: `http://localhost:${ports.grafana}`,
    jaeger: `http://localhost:${ports.jaeger}`,
    prometheus: null,
  });
});

test('it is on the machine of the Engine, which may not be there', async () => {
  const { grafana } = await sharedObservability('localhost', ports);
  expect(grafana).toBe(`http://localhost:${ports.grafana}`);
  expect(await sharedObservability('no-such-machine.invalid', ports)).toEqual({
    grafana: null,
    jaeger: null,
    prometheus: null,
  });
});
