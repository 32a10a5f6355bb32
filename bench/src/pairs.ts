import type { Pair } from './statistics.ts';

type Take = () => Promise<number>;

export interface PairsOptions {
  /** Whether a pair is thrown away before the others, which pays for cold caches. @default true */
  readonly warmUp?: boolean;
}

/** Takes two values in turn, so that what slows the machine down slows down both. Who begins changes from pair to pair. */
export async function takePairs(
  rounds: number,
  ours: Take,
  reference: Take,
  { warmUp = true }: PairsOptions = {},
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = warmUp ? -1 : 0; round < rounds; round += 1) {
    const first = round % 2 === 0 ? await ours() : undefined;
    const second = await reference();
    const pair = { ours: first ?? (await ours()), reference: second };
    if (round >= 0) pairs.push(pair);
  }
  return pairs;
}
