import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError, isSystemError, messageOf } from '@ktrdr/errors';
import { formatEventLine, type ProgressEvent } from '../progress/progress-event.ts';
import { failureEvent } from './failure-event.ts';
import type { Process } from './process.ts';

/** Where events go for programs. */
export interface EventsOptions {
  /** On standard error. */
  readonly events?: boolean;
  /** Into this file, behind what is in it. */
  readonly eventsFile?: string;
}

/** Takes events for programs. */
export interface EventSink {
  /** Whether nothing else is to be written there. */
  readonly isOnStderr: boolean;
  write(event: ProgressEvent): void;
  /** How the command ended: a step that was under way failed with it. On standard error a failure is told by whoever reports errors. */
  ended(how: { readonly exitCode: number } | { readonly error: unknown }): void;
}

/** Why a step failed of which nothing else is known. */
const UNFINISHED = 'did not finish';

/**
 * Opens what takes events.
 *
 * @param command as it was called
 * @throws CodedError `EVENTS_UNWRITABLE`
 */
export function openEvents(
  { events = false, eventsFile }: EventsOptions,
  { cwd, stderr }: Pick<Process, 'cwd' | 'stderr'>,
  command: string,
): EventSink {
  let descriptor = eventsFile === undefined ? undefined : open(resolve(cwd(), eventsFile));
  const append = (line: string): void => {
    if (descriptor === undefined) return;
    try {
      writeSync(descriptor, line);
    } catch (error) {
      // What is told of a command never ends it.
      close();
      stderr.write(`The events file can no longer be written: ${messageOf(error)}\n`);
    }
  };
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  /** Those that have begun and not ended. */
  const steps = new Set<string>();
  const write = (event: ProgressEvent): void => {
    // With several instances, it goes on where it fails with one.
    if (event.type === 'instance') failSteps(UNFINISHED);
    if (event.type === 'step-started') steps.add(event.step);
    if (event.type === 'step-done' || event.type === 'step-failed') steps.delete(event.step);
    const line = formatEventLine(event, new Date());
    if (events) stderr.write(line);
    append(line);
  };
  const failSteps = (reason: string): void => {
    for (const step of steps) write({ type: 'step-failed', step, reason });
  };
  return {
    isOnStderr: events,
    write,
    ended(how) {
      if ('exitCode' in how) {
        failSteps(UNFINISHED);
        write({ type: 'done', exitCode: how.exitCode });
      } else {
        const failure = failureEvent(how.error, command);
        failSteps(failure.message);
        append(formatEventLine(failure, new Date()));
      }
      close();
    },
  };
}

function open(file: string): number {
  try {
    return openSync(file, 'a', 0o600);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new CodedError(`The events file cannot be written: ${messageOf(error)}`, {
      code: 'EVENTS_UNWRITABLE',
      hint: 'Nothing was done. With --events-file, name a file in a directory that you can write to.',
      cause: error,
    });
  }
}
