import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from '@jest/globals';
import { askForWorkers } from '../../src/readiness/workers-status.ts';
import { aContainer } from '../support/a.ts';

/** Runs `work` with a backend that lists these services' workers as usable, whoever lives. */
async function withBackend<T>(services: readonly string[], work: (port: number) => Promise<T>): Promise<T> {
  const listed = services.map((name) => ({
    worker_id: `${name}-1`,
    worker_type: 'backtesting',
    endpoint_url: `http://${name}:5003`,
    status: 'available',
  }));
  const server = createServer((_, response) =>
    response.writeHead(200, { connection: 'close' }).end(JSON.stringify(listed)),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    return await work(address.port);
  } finally {
    server.close();
  }
}

test.each(['exited', 'restarting', 'created'] as const)(
  'a worker whose container is %s is missing, though the backend still lists it',
  async (state) => {
    const asked = await withBackend(['one', 'two'], async (port) => {
      const containers = [
        aContainer({ ports: [{ target: 8000, published: port, address: '' }] }),
        aContainer({ service: 'one', variables: ['WORKER_TYPE'], state }),
        aContainer({ service: 'two', variables: ['WORKER_TYPE'] }),
      ];
      return await askForWorkers(containers, '127.0.0.1');
    });
    expect(asked.registered?.map(({ host }) => host)).toEqual(['one', 'two']);
    expect(asked.status).toEqual({ expected: 2, registered: 1, missing: ['one'], foreign: [] });
  },
);
