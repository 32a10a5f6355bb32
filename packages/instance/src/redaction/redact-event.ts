import type { InstanceEvent } from '../core/instance-event.ts';

/** An event without secrets in what a tool or a container had its part in. */
export function redactEvent(event: InstanceEvent, redact: (text: string) => string): InstanceEvent {
  switch (event.type) {
    case 'note':
    case 'warning':
    case 'output':
      return { ...event, text: redact(event.text) };
    case 'step-waiting':
    case 'step-failed':
      return { ...event, reason: redact(event.reason) };
    case 'step-done':
      return { ...event, detail: event.detail === undefined ? undefined : redact(event.detail) };
    case 'instance':
    case 'step-started':
      return event;
  }
}
