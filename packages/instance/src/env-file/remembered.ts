import { CodedError } from '@ktrdr/errors';
import { ENV_FILE } from './env-file.ts';

/** What an instance does at every start until it is told otherwise. Lines of its `.env.sandbox`, which a person may edit too. */
export interface Remembered {
  /** Paths, from the instance's directory; none: the files that it has by itself. */
  readonly composeFiles: readonly string[];
  /** How many workers a sandbox has; undefined: all of its files. */
  readonly workers: number | undefined;
  /** Services that a sandbox leaves out. */
  readonly without: readonly string[];
}

const COMPOSE_FILES = 'KTRDR_UP_COMPOSE_FILES';
const WORKERS = 'KTRDR_UP_WORKERS';
const WITHOUT = 'KTRDR_UP_WITHOUT';

/** @throws CodedError `ENV_FILE_INVALID` for a number that is none */
export function rememberedOf(variables: Readonly<Record<string, string>>): Remembered {
  const workers = variables[WORKERS] ?? '';
  if (!/^\d*$/.test(workers)) {
    throw new CodedError(`${ENV_FILE} says ${WORKERS}=${workers}, which is not a number of workers`, {
      code: 'ENV_FILE_INVALID',
      hint: `Write a whole number there, or remove the line: all workers are started then.`,
    });
  }
  return {
    // As in COMPOSE_FILE: https://docs.docker.com/compose/how-tos/environment-variables/envvars/#compose_file
    composeFiles: listOf(variables[COMPOSE_FILES], ':'),
    workers: workers === '' ? undefined : Number(workers),
    without: listOf(variables[WITHOUT], ','),
  };
}

/** The lines that say it; undefined for a line that must not be there. */
export function rememberedLines({ composeFiles, workers, without }: Remembered): Record<string, string | undefined> {
  return {
    [COMPOSE_FILES]: composeFiles.length === 0 ? undefined : composeFiles.join(':'),
    [WORKERS]: workers?.toString(),
    [WITHOUT]: without.length === 0 ? undefined : without.join(','),
  };
}

/** What a sandbox that is being made leaves out from the start. */
export interface Lean {
  readonly workers?: number | undefined;
  readonly without?: readonly string[] | undefined;
}

/** The lines that say it; none where it leaves nothing out. */
export function leanLines({ workers, without = [] }: Lean): Record<string, string> {
  const lines = Object.entries(rememberedLines({ composeFiles: [], workers, without }));
  return Object.fromEntries(lines.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function listOf(text: string | undefined, separator: string): string[] {
  return (text ?? '').split(separator).flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}
