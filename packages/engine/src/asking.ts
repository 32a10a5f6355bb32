import type { ZodMiniType } from 'zod/mini';
import { type EngineAnswer, type EngineConnection, type EngineRequest, refusal } from './connection.ts';

/** Makes a schema: one that nobody needs is not made, which takes longer than to use it. */
type Schema<T> = () => Promise<ZodMiniType<T>>;

/** Reads an answer that is as answers are, without a schema; undefined for every other one, of which the schema says what is wrong with it. */
type Plain<T> = (text: string) => T | undefined;

/** Questions whose answers are read and checked. */
export interface Asking {
  readonly connection: EngineConnection;
  /** @throws CodedError `UNEXPECTED_OUTPUT`, `DOCKER_FAILED` where the Engine refuses, and of the connection */
  readonly ask: <T>(request: EngineRequest, schema: Schema<T>, plain?: Plain<T>) => Promise<T>;
  /** The same; undefined for what the Engine does not have. */
  readonly find: <T>(request: EngineRequest, schema: Schema<T>) => Promise<T | undefined>;
  /** An answer that is no text; undefined for what the Engine does not have. */
  readonly findBytes: (request: EngineRequest) => Promise<Buffer | undefined>;
  /** Has something done. @returns whether it was there: false for what the Engine does not have */
  readonly tell: (request: EngineRequest) => Promise<boolean>;
  /** Has something done that is nothing without what it is done to: the Engine refuses what it does not have, in its own words. */
  readonly demand: (request: EngineRequest) => Promise<void>;
}

const NOT_FOUND = 404;

/** Source of the meaning of each status: https://docs.docker.com/reference/api/engine/ */
export function askingOn(connection: EngineConnection): Asking {
  async function granted(request: EngineRequest): Promise<EngineAnswer> {
    const answer = await connection.answer(request);
    if (answer.status >= 400) throw refusal(request.doing, answer);
    return answer;
  }

  async function grantedIfThere(request: EngineRequest): Promise<EngineAnswer | undefined> {
    const answer = await connection.answer(request);
    if (answer.status === NOT_FOUND) return undefined;
    if (answer.status >= 400) throw refusal(request.doing, answer);
    return answer;
  }

  return {
    connection,
    async find(request, schema) {
      const answer = await grantedIfThere(request);
      return answer && (await checked(request, answer.text, schema));
    },
    async ask(request, schema, plain) {
      const { text } = await granted(request);
      return plain?.(text) ?? (await checked(request, text, schema));
    },
    tell: async (request) => (await grantedIfThere(request)) !== undefined,
    async demand(request) {
      await granted(request);
    },
    async findBytes(request) {
      const answer = await grantedIfThere({ ...request, encoding: 'latin1' });
      return answer && Buffer.from(answer.text, 'latin1');
    },
  };
}

async function checked<T>(request: EngineRequest, text: string, schema: Schema<T>): Promise<T> {
  const { parseAnswer } = await import('./schemas.ts');
  return parseAnswer(`${request.method ?? 'GET'} ${request.path}`, text, await schema());
}
