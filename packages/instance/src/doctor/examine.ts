import type { Context } from '../core/context.ts';
import type { Finding } from './finding.ts';
import { gatherFacts } from './gather-facts.ts';
import { judge } from './judge.ts';

/** What was found, from the machine to the single instance. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
}

/**
 * Compares the registry, the worktrees that git knows, the `.env.sandbox` files and what Docker has, and looks whether the
 * machine has what it takes. Changes nothing. Works with a registry that cannot be read, and without an Engine.
 *
 * @param directory where the command was given
 */
export async function examine(context: Context, directory: string): Promise<Diagnosis> {
  return { findings: judge(await gatherFacts(context, directory)) };
}
