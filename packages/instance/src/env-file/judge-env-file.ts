import { join, relative } from 'node:path';

/** Directories that an instance shares with all others, unless a line of the user's says otherwise. */
export const DIRECTORY_VARIABLES = {
  data: 'KTRDR_DATA_DIR',
  models: 'KTRDR_MODELS_DIR',
  strategies: 'KTRDR_STRATEGIES_DIR',
} as const;

/** A directory that a checkout can have for itself. */
export type OwnDirectory = keyof typeof DIRECTORY_VARIABLES;

/** The directory that has the shared ones. No Compose file of KTRDR reads it. */
export const SHARED_VARIABLE = 'KTRDR_SHARED_DIR';

/** What the lines of an `.env.sandbox` are to us. */
export interface EnvFileJudgement {
  /** The variables whose lines are ours to write, with their values. */
  readonly ours: Readonly<Record<string, string>>;
  /** Those of them whose line says something else, or is missing. */
  readonly edited: readonly string[];
}

/**
 * Tells our lines from the user's. What is computed is ours whatever the line says, but for the directories: there the line counts,
 * unless it holds what we write ourselves, now or before our home moved. The latter shows in the file itself: it is the
 * directory of that name in what the file has for `KTRDR_SHARED_DIR`, which is always ours.
 *
 * @param computed of `instanceVariables`
 */
export function judgeEnvFile(
  written: Readonly<Record<string, string>>,
  computed: Readonly<Record<string, string>>,
): EnvFileJudgement {
  const chosen = Object.values(DIRECTORY_VARIABLES).filter((key) => isChosen(key, written, computed));
  const ours = Object.fromEntries(Object.entries(computed).filter(([key]) => !chosen.some((name) => name === key)));
  return { ours, edited: Object.keys(ours).filter((key) => written[key] !== ours[key]) };
}

function isChosen(
  key: string,
  written: Readonly<Record<string, string>>,
  computed: Readonly<Record<string, string>>,
): boolean {
  const [value, now, sharedNow] = [written[key], computed[key], computed[SHARED_VARIABLE]];
  if (value === undefined || now === undefined || sharedNow === undefined || value === now) return false;
  const sharedThen = written[SHARED_VARIABLE];
  return sharedThen === undefined || value !== join(sharedThen, relative(sharedNow, now));
}
