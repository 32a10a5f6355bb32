import type { InstanceEvent } from '@ktrdr/instance';

// Libraries cannot know how the command that uses them was called: what they say names it `ktrdr`. Here, where it is shown, it
// gets the name by which it was called.

/** The second name of `ktrdr`, for machines on which KTRDR's own Python command has the first. */
const SECOND_NAME = 'ktrdr-env';

/** Its commands, one a line, so that two that come at the same time do not meet. */
const VERBS = [
  'agents',
  'cd',
  'completion',
  'compose',
  'config',
  'destroy',
  'doctor',
  'done',
  'down',
  'env',
  'exec',
  'list',
  'local-prod',
  'logs',
  'mcp',
  'open',
  'psql',
  'records',
  'report',
  'restart',
  'run',
  'setup',
  'shell',
  'start',
  'status',
  'up',
  'wait',
  'why',
];
// `ktrdr` with one of its commands, not as the end of a path or of another name; git's lock of a worktree is written
// `ktrdr sandbox <id>` whatever the command is called.
const COMMAND = new RegExp(
  String.raw`(?<=^|[^\w/.-]|\[\d+m)ktrdr (?=(?:sandbox\b(?! ktrdr--)|(?:${VERBS.join('|')})\b))`,
  'g',
);

/** How a command was called, as its texts are to name it. */
export interface Called {
  /** A text for people. */
  text(text: string): string;
  /** Progress; what a tool printed stays as it is. */
  event(event: InstanceEvent): InstanceEvent;
  /** A document for programs, with every text in it. */
  document(value: unknown): unknown;
}

/** @param command as typed: `ktrdr-env sandbox create` */
export function asCalled(command: string): Called {
  if (command.split(' ', 1)[0] !== SECOND_NAME) {
    return { text: (written) => written, event: (event) => event, document: (value) => value };
  }
  const text = (written: string): string => written.replaceAll(COMMAND, `${SECOND_NAME} `);
  const document = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(document);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, document(one)]));
  };
  return { text, event: (event) => eventAsCalled(event, text), document };
}

function eventAsCalled(event: InstanceEvent, text: (written: string) => string): InstanceEvent {
  switch (event.type) {
    case 'note':
    case 'warning':
      return { ...event, text: text(event.text) };
    case 'step-failed':
    case 'step-waiting':
      return { ...event, reason: text(event.reason) };
    case 'step-done':
      return event.detail === undefined ? event : { ...event, detail: text(event.detail) };
    case 'instance':
    case 'step-started':
    case 'output':
      return event;
  }
}
