import { CAUSE_CODES } from './cause-codes.ts';
import type { Cause, Consequence, Trouble } from './cause.ts';

const RANKS = new Map(Object.keys(CAUSE_CODES).map((code, rank) => [code, rank]));

/**
 * Tells causes from what follows from them. A symptom of a service follows from the first thing that is wrong with that service, with one that it needs, directly
 * or not, or with all of the instance.
 *
 * @param needs the services that each service needs
 * @returns the causes, the likeliest to be behind the others first
 */
export function foldTroubles(
  troubles: readonly Trouble[],
  needs: ReadonlyMap<string, readonly string[]>,
): readonly Cause[] {
  const ranked = troubles.toSorted((one, other) => rankOf(one) - rankOf(other));
  const parents = new Map(ranked.map((trouble) => [trouble, parentOf(trouble, ranked, needs)]));
  const rootOf = (trouble: Trouble): Trouble => {
    const parent = parents.get(trouble);
    return parent === undefined ? trouble : rootOf(parent);
  };
  const consequencesOf = (cause: Trouble): Consequence[] =>
    ranked
      .filter((one) => one !== cause && rootOf(one) === cause)
      .map(({ code, service, summary }) => ({ code, service, summary }));
  return ranked
    .filter((trouble) => parents.get(trouble) === undefined)
    .map((cause): Cause => Object.assign({}, cause, { consequences: consequencesOf(cause) }))
    .toSorted((one, other) => Number(isWide(other)) - Number(isWide(one)) || rankOf(one) - rankOf(other));
}

/** What a trouble follows from; undefined where it stands by itself. Never, by however many steps, itself. */
function parentOf(
  trouble: Trouble,
  ranked: readonly Trouble[],
  needs: ReadonlyMap<string, readonly string[]>,
): Trouble | undefined {
  // What ended one of them so ended all of them.
  if (trouble.code === 'KILLED') return ranked.find(({ code }) => code === 'ALL_STOPPED');
  // Of what several have mounted it is told once.
  if (trouble.code === 'MOUNT_MISSING' || trouble.code === 'MOUNT_REPLACED')
    return ranked.slice(0, ranked.indexOf(trouble)).find((one) => isSame(one, trouble));
  if (kindOf(trouble) !== 'symptom') return undefined;
  const wide = ranked.find(isWide);
  if (wide !== undefined) return wide;
  const { service } = trouble;
  if (service === null) return undefined;
  const causes = ranked.filter((one) => one !== trouble && kindOf(one) !== 'remark');
  const earlier = causes.find((one) => one.service === service && rankOf(one) < rankOf(trouble));
  if (earlier !== undefined) return earlier;
  const upstream = neededBy(service, needs);
  // Where services need each other, none is upstream of the other.
  const isUpstream = (name: string): boolean => upstream.includes(name) && !neededBy(name, needs).includes(service);
  return causes.find((one) => one.service !== null && isUpstream(one.service));
}

/** All services that one needs, directly or by way of others; itself only in a circle. */
function neededBy(service: string, needs: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const needed of needs.get(name) ?? []) {
      if (found.has(needed)) continue;
      found.add(needed);
      visit(needed);
    }
  };
  visit(service);
  return [...found];
}

function isSame(one: Trouble, { code, summary }: Trouble): boolean {
  return one.code === code && one.summary === summary;
}

function isWide({ code }: Pick<Trouble, 'code'>): boolean {
  return CAUSE_CODES[code].isWide;
}

function kindOf({ code }: Pick<Trouble, 'code'>): 'root' | 'symptom' | 'remark' {
  return CAUSE_CODES[code].kind;
}

function rankOf({ code }: Pick<Trouble, 'code'>): number {
  return RANKS.get(code) ?? RANKS.size;
}
