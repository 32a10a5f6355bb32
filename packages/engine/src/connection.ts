import { Agent, type AgentOptions, type IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { apiVersion } from './api-version.ts';
import { chosenEndpoint, type EndpointName } from './chosen-endpoint.ts';
import { connectionFailure } from './connection-failure.ts';
import type { EngineAddress } from './engine-address.ts';
import { dockerFailed, dockerTimeout } from './engine-errors.ts';
import { exchange, type HttpRequest } from './exchange.ts';
import { type Endpoint, findEndpoint } from './find-endpoint.ts';
import { openStream } from './open-stream.ts';
import { readText } from './read-text.ts';
import { shared } from './shared.ts';
import { type Limits, withinLimits } from './within-limits.ts';

/** Which Engine to open a connection to. */
export interface ConnectionOptions extends EngineAddress {
  /** What decides which Engine it is: `DOCKER_HOST`, `DOCKER_CONTEXT`, `DOCKER_CONFIG`, `HOME`; and the environment of `docker system dial-stdio`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A request of the Engine's API. Source: https://docs.docker.com/reference/api/engine/ */
export interface EngineRequest extends Limits {
  /** What is tried, to follow "Could not": `list containers`. */
  readonly doing: string;
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Below the version of the API: `/containers/json`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether the path has no version of the API: the few questions that Engines of any age answer. */
  readonly unversioned?: boolean;
  /** How the bytes of an answer become text: `latin1` makes a character of each, for what is no text. @default 'utf8' */
  readonly encoding?: 'utf8' | 'latin1';
  /** After so many bytes an answer is cut off. @default Infinity */
  readonly maxBytes?: number;
  /** Whether the answer may be long in coming: it gets a connection of its own, so that no other question waits for it. */
  readonly slow?: boolean;
  /** Whether the beginning of a stream may be long in coming, so that it has no time limit: that of a quiet container's log is its first line. */
  readonly quiet?: boolean;
}

/** The answer of the Engine to one question, before anybody has read it. */
export interface EngineAnswer {
  /** Of HTTP, 400 and above included. */
  readonly status: number;
  readonly text: string;
}

/** An answer that comes bit by bit. */
export type EngineStream = Readable & {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
};

/** HTTP with an Engine, on connections that are kept and that do not keep this process alive. */
export interface EngineConnection {
  /** Asks, and reads all of the answer. @throws CodedError where there is none, of {@link Engine} */
  answer(request: EngineRequest): Promise<EngineAnswer>;
  /**
   * Asks for what comes bit by bit. The time limit is that of its beginning; aborting the signal, or destroying it, ends it.
   *
   * @throws CodedError `DOCKER_FAILED` where the Engine refuses
   */
  stream(request: EngineRequest): Promise<EngineStream>;
  /** What a person knows the Engine by: `unix:///var/run/docker.sock`, `ssh://me@host`. */
  endpoint(): Promise<string>;
  /** What decided which Engine it is, which a `docker` command needs to be told to speak to the same; undefined where only `docker` can tell. */
  chosen(): Promise<EndpointName | undefined>;
  /** Ends all that is open. */
  close(): void;
}

/** How many questions are asked at a time; the others wait. Of the second way each is a process. */
const MOST = { socket: 8, dial: 4 };

/** A connection to the Engine that the `docker` command would speak to. Nothing is opened yet; what is in use at the first question stays. */
export function openConnection({ env, ...address }: ConnectionOptions): EngineConnection {
  const chosen = shared(async () => await chosenEndpoint(env, address));
  let opened: Promise<Opened> | undefined;
  const open = shared(async () => {
    opened = chosen()
      .then(async (name) => await findEndpoint(name, env, address))
      .then(openAt);
    return await opened;
  });
  const negotiated = shared(async (signal) => await negotiate(await open(), signal));

  async function ask<T>(
    request: EngineRequest,
    { kept }: { readonly kept: boolean },
    read: (response: IncomingMessage) => Promise<T>,
  ): Promise<T> {
    const { doing, method = 'GET', body, unversioned = false, quiet = false } = request;
    // Longer than anything that is waited for, and what a timer can be set to (24 days).
    const limits = quiet ? { ...request, timeoutMs: 2 ** 31 - 1 } : request;
    const place = { name: 'the Engine', stage: 'no connection' };
    const expired = (): Error =>
      dockerTimeout(doing, `${place.name}: ${place.stage} within ${(request.timeoutMs ?? 60_000) / 1000} s`);
    return await withinLimits(limits, expired, async (ending) => {
      const { endpoint, questions, streams } = await open();
      place.name = endpoint.name;
      const prefix = unversioned ? '' : `/v${await negotiated(ending)}`;
      place.stage = `no complete answer to ${method} ${request.path}`;
      const sent: HttpRequest = { method, path: `${prefix}${request.path}${queryOf(request.query)}`, body };
      return await exchange(kept ? questions : streams, sent, ending, read).catch((error: unknown) => {
        throw connectionFailure(error, endpoint.name);
      });
    });
  }

  return {
    answer: async (request) =>
      await ask(request, { kept: request.slow !== true }, async (response) => ({
        status: response.statusCode ?? 0,
        text: await readText(response, request),
      })),

    async stream(request) {
      return await ask(request, { kept: false }, async (response) => {
        const status = response.statusCode ?? 0;
        if (status >= 400) throw refusal(request.doing, { status, text: await readText(response) });
        const { signal } = request;
        const end = (): void => void response.destroy();
        signal?.addEventListener('abort', end, { once: true });
        response.once('close', () => signal?.removeEventListener('abort', end));
        return response;
      });
    },

    endpoint: async () => (await open()).endpoint.name,

    chosen: async () => await chosen(),

    close() {
      opened?.then(closeAll, () => {});
    },
  };
}

function closeAll({ questions, streams }: Opened): void {
  questions.destroy();
  streams.destroy();
}

interface Opened {
  readonly endpoint: Endpoint;
  /** For questions, one after the other. */
  readonly questions: Agent;
  /** For what comes bit by bit, or late, each on a connection of its own. */
  readonly streams: Agent;
}

function openAt(endpoint: Endpoint): Opened {
  const createConnection = () => openStream(endpoint.way);
  const maxSockets = MOST[endpoint.way.kind];
  return {
    endpoint,
    questions: agentOf({ keepAlive: true, maxSockets }, createConnection),
    streams: agentOf({}, createConnection),
  };
}

/**
 * With an empty name for TLS, which no such connection has: without it, Node looks whether the host is an address at every request, and only to
 * compile what it looks with takes several milliseconds.
 */
function agentOf(options: AgentOptions, createConnection: () => Duplex): Agent {
  const named = { ...options, servername: '' };
  return Object.assign(new Agent(named), { createConnection });
}

/** Source: https://docs.docker.com/reference/api/engine/#versioned-api-and-sdk */
async function negotiate({ endpoint, questions }: Opened, signal: AbortSignal): Promise<string> {
  const expired = (): Error =>
    dockerTimeout('ask the Engine for its version', `${endpoint.name}: no answer to GET /_ping`);
  return await withinLimits({ signal }, expired, async (ending) =>
    exchange(questions, { method: 'GET', path: '/_ping' }, ending, async (response) => {
      await readText(response);
      const offered = response.headers['api-version'];
      return apiVersion(typeof offered === 'string' ? offered : undefined);
    }).catch((error: unknown) => {
      throw connectionFailure(error, endpoint.name);
    }),
  );
}

function queryOf(query: EngineRequest['query'] = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, value);
  return given.size === 0 ? '' : `?${given.toString()}`;
}

/** `DOCKER_FAILED` for an answer with a status of 400 or above, with what the Engine says. */
export function refusal(doing: string, { status, text }: EngineAnswer): Error {
  let message = text.trim() || `status ${status}`;
  try {
    const said: unknown = JSON.parse(text);
    if (said instanceof Object && 'message' in said) message = String(said.message);
  } catch {
    // What is not JSON is said as it is.
  }
  return dockerFailed(doing, `Error response from daemon: ${message}`);
}
