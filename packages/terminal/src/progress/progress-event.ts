import { jsonText } from '@ktrdr/errors';
import type { InstanceEvent } from '@ktrdr/instance';

/** Progress as programs read it: what the terminal shows, and how it ended. */
export type ProgressEvent =
  | InstanceEvent
  /** A line for people. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'failed'; readonly code: string; readonly message: string; readonly hint: string | null }
  | { readonly type: 'done'; readonly exitCode: number };

/** An event as a line of NDJSON. */
export function formatEventLine(event: ProgressEvent, now: Date): string {
  return `${jsonText({ schemaVersion: 1, time: now.toISOString(), ...event })}\n`;
}
