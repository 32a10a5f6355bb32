import { type LookupBesides, type ResolvedEnvFile, resolveStatements } from './parse-env-file.ts';
import type { Statement } from './scan-env-file.ts';

/** The lines of an `.env.sandbox` that are the user's. */
export interface Settings {
  readonly statements: readonly Statement[];
  /** Names that stand there and are not the user's to set. */
  readonly reserved: readonly string[];
}

export const NO_SETTINGS: Settings = { statements: [], reserved: [] };

// They decide which Engine, which project and which programs a command works with, and how an instance runs.
const RESERVED = /^(COMPOSE_.*|DOCKER_.*|BUILDX_.*|BUILDKIT_.*|PATH|HOME|KTRDR_HOME|KTRDR_ENV|LD_.*|DYLD_.*)$/;

/** Whether Compose gets a variable of this name from nobody but us. */
export function isReserved(name: string): boolean {
  return RESERVED.test(name);
}

/**
 * Picks the user's lines out of a file.
 *
 * @param ours what we write ourselves
 */
export function settingsOf(statements: readonly Statement[], ours: Readonly<Record<string, string>>): Settings {
  const others = statements.filter((one) => one.kind === 'invalid' || !Object.hasOwn(ours, one.key));
  return {
    statements: others.filter((one) => one.kind === 'invalid' || !isReserved(one.key)),
    reserved: [...new Set(others.flatMap((one) => (one.kind !== 'invalid' && isReserved(one.key) ? [one.key] : [])))],
  };
}

/** What the user's lines say, where they may refer to what `lookup` knows. */
export function resolveSettings({ statements }: Settings, lookup: LookupBesides): ResolvedEnvFile {
  return resolveStatements(statements, lookup);
}
