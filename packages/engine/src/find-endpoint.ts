import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { EndpointName } from './chosen-endpoint.ts';
import { configDirectory } from './current-context.ts';
import { contextMissing } from './engine-errors.ts';
import { addressArgs, type EngineAddress } from './engine-address.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where an Engine is, and how a stream to it is opened. */
export interface Endpoint {
  /** What a person knows it by: `unix:///var/run/docker.sock`, `ssh://me@host`, `context far`. */
  readonly name: string;
  readonly way: Way;
}

/** A local socket (or named pipe), or `docker system dial-stdio` with these arguments in front. */
export type Way =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'dial'; readonly args: readonly string[]; readonly env: Variables };

const DEFAULT_ADDRESS = process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';

/**
 * Where the Engine is that was chosen. Whatever is not a local socket, and whatever cannot be told, is left to the `docker` command, which knows of TLS
 * and ssh.
 * Source: https://docs.docker.com/engine/manage-resources/contexts/; how contexts are kept: github.com/docker/cli, `cli/context/store`
 *
 * @param chosen of `chosenEndpoint`, with the same environment and address
 * @throws CodedError `CONTEXT_MISSING`
 */
export async function findEndpoint(
  chosen: EndpointName | undefined,
  env: Variables,
  address: EngineAddress = {},
): Promise<Endpoint> {
  if (chosen === undefined) return { name: 'the Engine that docker chooses', way: { kind: 'dial', args: [], env } };
  const { kind, name } = chosen;
  if (kind === 'host') return atAddress(name, addressArgs(address), env);
  if (name === 'default') return atAddress(env['DOCKER_HOST'] || DEFAULT_ADDRESS, [], env);
  const args = ['--context', name];
  const stored = await storedAddress(env, name);
  return stored === undefined
    ? { name: `context ${name}`, way: { kind: 'dial', args, env } }
    : atAddress(stored, args, env);
}

function atAddress(name: string, args: readonly string[], env: Variables): Endpoint {
  const path = /^(?:unix|npipe):\/\/(.+)$/.exec(name)?.[1];
  return { name, way: path === undefined ? { kind: 'dial', args, env } : { kind: 'socket', path } };
}

/** The address that a context leads to; undefined where its file cannot be read. */
async function storedAddress(env: Variables, context: string): Promise<string | undefined> {
  const directory = configDirectory(env);
  if (directory === undefined) return undefined;
  // Most have no context, and need not load it.
  const { createHash } = await import('node:crypto');
  const file = join(directory, 'contexts', 'meta', createHash('sha256').update(context).digest('hex'), 'meta.json');
  try {
    return addressIn(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw contextMissing(context, `${file} does not exist`);
    return undefined;
  }
}

function addressIn(stored: unknown): string | undefined {
  const endpoints = field(stored, 'Endpoints');
  const host = field(field(endpoints, 'docker'), 'Host');
  return typeof host === 'string' && host !== '' ? host : undefined;
}

function field(value: unknown, name: string): unknown {
  return value instanceof Object && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
