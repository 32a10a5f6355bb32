import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import type { Context } from './context.ts';
import { isSameDirectory, writtenIdentity } from './directory-identity.ts';
import type { Instance } from './instance.ts';
import { type AgentDirectory, makerFile } from './maker-file.ts';

const written = z.object({ directory: z.string(), identity: writtenIdentity, createdAt: z.string() });

/**
 * Whether an instance was made for the agent that works in this directory. What cannot be read says nothing, and an instance of the same id that was made at
 * another time is another one.
 */
export async function isMadeFor(
  context: Pick<Context, 'home'>,
  { id, createdAt }: Pick<Instance, 'id' | 'createdAt'>,
  agent: AgentDirectory,
): Promise<boolean> {
  try {
    const maker: unknown = JSON.parse(await readFile(makerFile(context, id), 'utf8'));
    const { directory, identity, createdAt: madeAt } = written.parse(maker);
    return madeAt === createdAt && directory === agent.directory && isSameDirectory(identity, agent.identity);
  } catch {
    return false;
  }
}
