import { connect, createServer, type Socket } from 'node:net';

/** A socket that leads to an Engine. */
export interface EngineProxy {
  /** @throws AggregateError of what `onQuestion` has thrown: who asked has seen the connection end */
  close(): Promise<void>;
}

export interface EngineProxyOptions {
  /** Of the Engine. */
  readonly socket: string;
  /** Where it listens itself. */
  readonly at: string;
  /** Told of every question of `@ktrdr/engine` before the Engine is, which gets it when this is done: `GET /containers/json`. */
  readonly onQuestion: (question: string) => void | Promise<void>;
}

// Each question is written at once, and the next one when its answer is there.
const QUESTION = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n[^]*?User-Agent: ktrdr-engine\r\n/;

/** Passes on everything, of `docker` and Compose as well. Where the Engine is gone, connections end. */
export async function startEngineProxy({ socket, at, onQuestion }: EngineProxyOptions): Promise<EngineProxy> {
  const open = new Set<Socket>();
  const failures: unknown[] = [];
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: socket, allowHalfOpen: true });
    for (const [one, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    engine.pipe(client);
    const passOn = async (question: string, bytes: Buffer): Promise<void> => {
      await onQuestion(question);
      engine.write(bytes);
      client.resume();
    };
    client.on('data', (bytes: Buffer) => {
      const [, method, path = ''] = QUESTION.exec(bytes.toString('latin1')) ?? [];
      if (method === undefined) {
        if (!engine.write(bytes)) {
          client.pause();
          engine.once('drain', () => client.resume());
        }
        return;
      }
      client.pause();
      const question = `${method} ${path.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '')}`;
      passOn(question, bytes).catch((error: unknown) => {
        failures.push(error);
        client.destroy();
      });
    });
    client.on('end', () => engine.end());
  });
  await new Promise<void>((resolve) => server.listen(at, resolve));
  return {
    async close() {
      for (const one of open) one.destroy();
      await new Promise((resolve) => server.close(resolve));
      if (failures.length > 0) throw new AggregateError(failures, 'questions were not passed on to the Engine');
    },
  };
}
