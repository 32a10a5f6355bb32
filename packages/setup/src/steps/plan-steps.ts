import type { SharedPlaces, SharedSource } from '@ktrdr/instance';
import type { ItemWithoutValues } from '@ktrdr/secrets';
import type { PlacePlan } from '../place/plan-place.ts';
import type { StepName } from '../record/setup-record.ts';

/** Where shared data comes from, if it is to come now. */
export type SharedChoice =
  | Exclude<SharedSource, { readonly kind: 'copy' }>
  | { readonly kind: 'skip' }
  | {
      readonly kind: 'copy';
      readonly from: string;
      /** What is there and a person has agreed to lose, as it was then. */
      readonly agreed?: SharedPlaces;
    };

/** What was asked for, by flags or answers. */
export interface Choices {
  /** What was read of the secrets, if it was: whether that is what the Compose file needs is known once the clone is there. */
  readonly item: Pick<ItemWithoutValues, 'labels'> | undefined;
  readonly shared: SharedChoice;
  readonly start: boolean;
}

/** The steps that are left to do, in their order. */
export function planSteps(place: PlacePlan, { item, shared, start }: Choices): StepName[] {
  const done = place.kind === 'clone' ? [] : place.done;
  const wanted: readonly (readonly [StepName, boolean])[] = [
    ['clone', true],
    // Of a clone that was there before, it was looked at before anything was asked.
    ['secrets', place.kind === 'clone' && item !== undefined],
    ['sync', true],
    ['init', true],
    ['shared', shared.kind !== 'skip'],
    ['start', start],
  ];
  return wanted.flatMap(([step, isWanted]) => (isWanted && !done.includes(step) ? [step] : []));
}
