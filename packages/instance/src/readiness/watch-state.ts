import type { Container } from '@ktrdr/compose-runner';
import type { EngineEvent } from '@ktrdr/engine';
import type { Death } from './judge-containers.ts';

/** What is known of a project's containers, and when to look at which of them. Times of looks are of one clock that never goes back (ms). */
export interface WatchState {
  /** From when what the Engine tells counts, on its clock. */
  readonly since: number;
  readonly containers: ReadonlyMap<string, Container>;
  readonly deaths: readonly Death[];
  readonly outOfMemory: ReadonlySet<string>;
  /** Started since the watch began, and not because they had died. */
  readonly started: ReadonlySet<string>;
  /** How many events have come that only a look explains. */
  readonly unexplained: number;
  /** Containers that events have named since the last look. */
  readonly named: ReadonlySet<string>;
  /** At which containers the look that is under way looks; at none between two. */
  readonly asked: 'all' | ReadonlySet<string>;
  /** From when on the next look is at all of them, and how long that may be put off. */
  readonly listAt: number;
  readonly longestListPause: number;
  /** No look begins earlier. */
  readonly notBefore: number;
}

/** What a transition tells whoever waits. */
export type WatchNews = 'started' | 'change';

/** A look that is to be made, at all containers or at some. */
export interface PlannedLook {
  readonly all: boolean;
  readonly ids: readonly string[];
}

/** A pause after a look, as a multiple of what it took: on a busy machine looking must not be what keeps it busy. */
const PAUSE = 2;
const LONGEST_PAUSE_MS = 2_000;
/** After how long everything is looked at anew, likewise: an Engine may drop an event, and what probes say is no event. */
const LIST_PAUSE = 50;
const SHORTEST_LIST_PAUSE_MS = 1_000;
const LONGEST_LIST_PAUSE_MS = 10_000;
// A container that was only made changes nothing yet.
const CHANGES = /^(start|die|oom|destroy|health_status|restart|pause|unpause|stop|kill)/;

const NONE: ReadonlySet<string> = new Set();

/** Nothing is known yet: the first look is at all. */
export function beginWatch(since: number): WatchState {
  return {
    since,
    containers: new Map(),
    deaths: [],
    outOfMemory: NONE,
    started: NONE,
    unexplained: 0,
    named: NONE,
    asked: NONE,
    listAt: -Infinity,
    longestListPause: LONGEST_LIST_PAUSE_MS,
    notBefore: 0,
  };
}

/** An event has come. What it tells in full is taken over; of any other, the next look asks what it led to. */
export function eventCame(state: WatchState, event: EngineEvent): { state: WatchState; news: WatchNews[] } {
  const { id, action, attributes, time } = event;
  const taken = takenOver(state, event);
  const changes = CHANGES.test(action);
  const isStart = action === 'start';
  const isRestart = state.deaths.some(({ containerId }) => containerId === id);
  return {
    state: {
      ...state,
      containers: taken ?? state.containers,
      started: isStart && !isRestart ? new Set([...state.started, id]) : state.started,
      outOfMemory: action === 'oom' ? new Set([...state.outOfMemory, id]) : state.outOfMemory,
      deaths:
        action === 'die'
          ? [...state.deaths, { containerId: id, exitCode: Number(attributes['exitCode'] ?? 0), time }]
          : state.deaths,
      named: taken === undefined ? new Set([...state.named, id]) : state.named,
      unexplained: state.unexplained + (changes && taken === undefined ? 1 : 0),
    },
    news: [...(isStart ? (['started'] as const) : []), ...(changes ? (['change'] as const) : [])],
  };
}

/** The containers after an event that tells in full what it led to, which only this one does. */
function takenOver(
  { containers, asked }: WatchState,
  { action, id, time }: EngineEvent,
): ReadonlyMap<string, Container> | undefined {
  const container = containers.get(id);
  if (action !== 'health_status: healthy' || container?.state !== 'running') return undefined;
  // It may be of the run before, or newer than the answer to come.
  if (time < (container.startedAt ?? Infinity) || asked === 'all' || asked.has(id)) return undefined;
  return new Map(containers).set(id, {
    ...container,
    health: { lastProbe: undefined, ...container.health, status: 'healthy' },
  });
}

/** The events have ended early: looking at everything often makes up for it. */
export function eventsEnded(state: WatchState): WatchState {
  return { ...state, longestListPause: SHORTEST_LIST_PAUSE_MS, listAt: -Infinity };
}

/** Somebody asked for a look at all of them, and at once. */
export function allWanted(state: WatchState): WatchState {
  return { ...state, listAt: -Infinity, notBefore: 0 };
}

/** Whether the next look is to be at all of them. */
export function isListDue({ asked, listAt }: WatchState, now: number): boolean {
  return asked !== 'all' && now >= listAt;
}

/** A look begins: at all containers where that is due, otherwise at those that events have named. */
export function lookBegan(state: WatchState, now: number): { state: WatchState; look: PlannedLook } {
  const all = isListDue(state, now);
  const ids = all ? [...state.containers.keys()] : [...state.named];
  return { state: { ...state, named: NONE, asked: all ? 'all' : new Set(ids) }, look: { all, ids } };
}

/** A look has got no answer. What it was to tell is not known: the next one asks for all. */
export function lookFailed(state: WatchState): WatchState {
  return { ...state, asked: NONE, listAt: -Infinity };
}

/** A look has found these containers. Of those that it asked for, the others are gone. */
export function lookEnded(
  state: WatchState,
  { all, ids }: PlannedLook,
  { found, begin, end }: { readonly found: readonly Container[]; readonly begin: number; readonly end: number },
): { state: WatchState; news: WatchNews[] } {
  const containers = new Map(state.containers);
  const foundIds = new Set(found.map(({ id }) => id));
  for (const id of ids) if (!foundIds.has(id)) containers.delete(id);
  for (const container of found) containers.set(container.id, container);
  const took = end - begin;
  const listPause = Math.min(state.longestListPause, Math.max(SHORTEST_LIST_PAUSE_MS, LIST_PAUSE * took));
  const isStarted = found.some(({ state: now, startedAt }) => now === 'running' && (startedAt ?? 0) >= state.since);
  return {
    state: {
      ...state,
      containers,
      asked: NONE,
      notBefore: end + Math.min(LONGEST_PAUSE_MS, PAUSE * took),
      listAt: all ? end + listPause : state.listAt,
    },
    news: isStarted ? ['started'] : [],
  };
}
