import type { Session } from '@ktrdr/terminal';

/** Undefined where it does not exist any more, which is no reason not to answer. */
export function currentDirectory({ process }: Session): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
