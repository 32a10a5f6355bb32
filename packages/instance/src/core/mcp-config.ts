import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { composeArgsByName } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { assertWithinConfinement } from './confinement.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { LOCAL_PROD_ID } from './kinds.ts';

/** The assistants whose configuration we know. */
export type McpClient = 'claude-code' | 'claude-desktop';

/** What an assistant's configuration says of local-prod's MCP server: how to start a conversation with it. */
export interface McpConfig {
  readonly mcpServers: Readonly<Record<string, McpServer>>;
}

/** How an assistant starts an MCP server that it speaks to over standard input and output. */
export interface McpServer {
  readonly command: string;
  readonly args: readonly string[];
  /** The variables that choose the Engine, where it is not the usual one. */
  readonly env?: Readonly<Record<string, string>>;
}

const SERVICE = 'mcp-local';
const SERVER = ['/app/.venv/bin/python', '-m', 'src.main'];
const ENGINE_VARIABLES = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'];

/**
 * How an assistant reaches the MCP server of the registered local-prod. The command finds the container by its project and
 * service, so it outlives every `down` and `up`, and it works in any directory.
 *
 * @throws CodedError `NO_LOCAL_PROD`, `DOCKER_MISSING`
 */
export async function mcpConfig(context: Context, client: McpClient): Promise<McpConfig> {
  assertWithinConfinement(context, LOCAL_PROD_ID);
  const record = await context.registry.getLocalProd();
  if (record === undefined) {
    throw new CodedError('No local-prod instance exists', {
      code: 'NO_LOCAL_PROD',
      hint: 'The MCP server is part of local-prod. To create local-prod, change to a clone of KTRDR and run: ktrdr local-prod init',
    });
  }
  const command = client === 'claude-desktop' ? await findDocker(context.env) : 'docker';
  return planMcpConfig({ project: record.instanceId, command, env: context.env });
}

/** The configuration for a project's server, with the `docker` that the assistant is to run. */
export function planMcpConfig({
  project,
  command,
  env,
}: {
  readonly project: string;
  readonly command: string;
  readonly env: Environment;
}): McpConfig {
  const engine = ENGINE_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  // Without a terminal: the protocol is lines on standard input and output.
  const args = composeArgsByName(project, ['exec', '-T', SERVICE, ...SERVER]);
  const server = { command, args, ...(engine.length > 0 && { env: Object.fromEntries(engine) }) };
  return { mcpServers: { ktrdr: server } };
}

/** A desktop application has a PATH of its own, in which `docker` rarely is: this is where ours finds it. */
async function findDocker({ PATH = '' }: Environment): Promise<string> {
  for (const directory of PATH.split(delimiter)) {
    const path = join(directory, 'docker');
    if (isAbsolute(directory) && (await isExecutable(path))) return path;
  }
  throw new CodedError('docker is not on the PATH', {
    code: 'DOCKER_MISSING',
    hint: 'Install Docker (https://docs.docker.com/get-docker/), or run this command where docker works.',
  });
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
