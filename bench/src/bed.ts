import { setStage, type Stage } from '@ktrdr/e2e';

/** What the measures run in: an Engine with the test images, a directory and a home of their own. */
export interface Bed {
  readonly stage: Stage;
  /** How many pairs a measure takes, given what it takes by itself. */
  readonly rounds: (usual: number) => number;
}

export interface BedOptions {
  /** Pairs of every measure, in place of its own number. */
  readonly rounds?: number | undefined;
}

export async function makeBed({ rounds }: BedOptions): Promise<Bed> {
  return { stage: await setStage('bench'), rounds: (usual) => rounds ?? usual };
}
