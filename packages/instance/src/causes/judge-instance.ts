import { type InstanceState, stateOf } from '../served/instance-state.ts';
import type { Cause, Trouble } from './cause.ts';
import type { CauseFacts } from './cause-facts.ts';
import { findTroubles, troublesOf } from './find-troubles.ts';
import { foldTroubles } from './fold-troubles.ts';
import { isRemark } from './is-remark.ts';
import { needsOf } from './needs-of.ts';

/** How an instance is. */
export interface Judgement {
  readonly state: InstanceState;
  /** What is wrong with it, the likeliest cause first; empty where nothing is. */
  readonly causes: readonly Cause[];
}

/**
 * The one judgement of an instance: whoever tells how one is goes by it. Who knows fewer facts, which say then what `unasked` says, may find less, and then calls by
 * its symptom what others know the cause of.
 */
export function judgeInstance(facts: CauseFacts): Judgement {
  const troubles = findTroubles(facts);
  return { state: stateIn(facts, troubles), causes: foldTroubles(troubles, needsOf(facts)) };
}

function stateIn(facts: CauseFacts, troubles: readonly Trouble[]): InstanceState {
  const { isPresent, engine, containers } = facts;
  if (!isPresent) return 'missing';
  if (engine.kind === 'failed' || containers.kind === 'failed') return 'unknown';
  const state = stateOf(containers.value);
  if (state !== 'running') return state;
  const isAnyDown =
    troubles.some(({ code }) => code === 'NO_CONTAINER') ||
    containers.value.some(
      (one) => one.state === 'exited' && troublesOf(one, facts).some((trouble) => !isRemark(trouble)),
    );
  return isAnyDown ? 'partial' : state;
}
