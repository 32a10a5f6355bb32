import type { Pair } from './statistics.ts';

type Take = () => Promise<number>;

/**
 * Takes two values in turn, so that what slows the machine down slows down both. Who begins changes from pair to pair. One
 * pair before them is thrown away: it pays for cold caches.
 */
export async function takePairs(rounds: number, ours: Take, reference: Take): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const first = round % 2 === 0 ? await ours() : undefined;
    const second = await reference();
    const pair = { ours: first ?? (await ours()), reference: second };
    if (round >= 0) pairs.push(pair);
  }
  return pairs;
}
