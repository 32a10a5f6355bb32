import type { Kill } from './kill.ts';

export interface KillsWanted {
  /** What the command does undisturbed, one line for each step. */
  readonly steps: readonly string[];
  /** How many kills at steps; spread over all of them where there are more. */
  readonly atSteps: number;
  /** How many at any instant. */
  readonly atRandom: number;
  readonly random: () => number;
}

const SIGNALS = ['SIGKILL', 'SIGINT', 'SIGKILL', 'SIGTERM'] as const;

/** Chooses kills: each step before any step again, in turn before, after and in the middle of it, and its child alone. */
export function planKills({ steps, atSteps, atRandom, random }: KillsWanted): Kill[] {
  const points: Point[] = [
    ...steps.map((_, index) => ({ step: index + 1, moment: 'before' as const })),
    ...steps.map((_, index) => ({ step: index + 1, moment: 'after' as const })),
    ...steps.flatMap((step, index) =>
      step.startsWith('spawn ')
        ? [
            { step: index + 1, moment: 'during' as const },
            { step: index + 1, moment: 'during' as const, child: true },
          ]
        : [],
    ),
  ];
  const kills: Kill[] = [];
  for (let index = 0; index < atSteps; index += 1) {
    const share = atSteps < points.length ? ((index + random()) * points.length) / atSteps : index;
    const at = points[Math.floor(share) % points.length];
    if (at !== undefined) kills.push(how(index, at, random));
  }
  for (let index = 0; index < atRandom; index += 1)
    kills.push(how(index, { share: (index + random()) / atRandom }, random));
  return kills;
}

type Point = Kill['at'] & { readonly child?: boolean };

function how(index: number, { child = false, ...at }: Point, random: () => number): Kill {
  const target = random() < 0.3 ? 'process' : 'group';
  return { signal: SIGNALS[index % SIGNALS.length] ?? 'SIGKILL', target: child ? 'child' : target, at };
}
