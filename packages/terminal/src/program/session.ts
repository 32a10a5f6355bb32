import { jsonText } from '@ktrdr/errors';
import { type Context, type ContextOptions, createContext, type Instance, type InstanceEvent } from '@ktrdr/instance';
import { asCalled } from './as-called.ts';
import type { AskOptions } from '../ask/ask.ts';
import type { GlobalOptions } from './global-flags.ts';
import { printable } from '../format/printable.ts';
import type { Process } from './process.ts';
import type { EventSink } from './open-events.ts';
import { createReporter, type Reporter } from '../progress/reporter.ts';
import { createStyle, type Style } from '../format/style.ts';
import { versioned } from './versioned.ts';

// For whoever runs commands in another way than one for each process: the same outside world, and the same words for events.
export { createContext };
export { formatEvent } from '../progress/format-event.ts';

/** One command that is being run: where it reads, what it shows, whom it asks. */
export interface Session {
  readonly process: Process;
  readonly context: Context;
  readonly json: boolean;
  /** Whether questions are answered with yes, unseen: `--yes`. */
  readonly yes: boolean;
  /** Whether there is a terminal on which somebody can be asked. */
  readonly canAsk: boolean;
  readonly style: Style;
  /** Where lines for people go: stdout, or stderr when stdout carries JSON or is another program's. */
  readonly people: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  /** Says on which instance the command acts. */
  announce(doing: string, instance: Instance): void;
  /** A line for people. */
  print(...lines: readonly string[]): void;
  /** Ends what moves on the terminal. */
  end(): void;
  /** The command's result: the JSON document with `--json`, the lines without. */
  result(document: object, lines: readonly string[]): void;
  /** Yes with `--yes`; asks on a terminal; no where nobody can be asked. */
  confirm(question: string): Promise<boolean>;
  /** The same, for what must not be done by a habit: a person types this word. */
  confirmByTyping(word: string, what: string): Promise<boolean>;
  /** A yes or no that `--yes` must not answer. */
  ask(question: string): Promise<boolean>;
}

export interface SessionOptions {
  readonly process: Process;
  readonly options: GlobalOptions;
  /** Takes events for programs. @default nobody wants them */
  readonly events?: EventSink | undefined;
  /** Whether stdout is left to another program, also without `--json`. @default false */
  readonly aside?: boolean;
  /** The command as typed, for others that wait for it. */
  readonly command: string;
  /** How the Engine is asked, if not as usual. */
  readonly connection?: ContextOptions['connection'];
}

const HALF_UNDONE =
  'Interrupted before everything was undone: the rest stays as it is. To undo it: ktrdr doctor --fix; the next ktrdr sandbox create does so, too.';

const STILL_UNDOING =
  'Undoing what was created, which may take a while. Press Ctrl-C again to stop; the next ktrdr sandbox create then continues the undo.';

/** Where programs alone are told. */
const NOBODY: Reporter = { report() {}, print() {}, end() {} };

export function createSession(given: SessionOptions): Session {
  const { process, options, command, connection, events, aside = false } = given;
  const json = options.json === true;
  const people = json || aside ? process.stderr : process.stdout;
  const style = createStyle({ env: process.env, isTerminal: people.isTTY, noColor: options.color === false });
  const called = asCalled(command);
  // What reads events on stderr finds nothing else there.
  const isStderrTaken = events?.isOnStderr === true;
  const reporter: Reporter =
    isStderrTaken && json ? NOBODY : createReporter({ stream: people, style, env: process.env });
  // Whatever a tool, a container or a path had its part in: nothing of it moves the cursor.
  const shown = (line: string): string => printable(line, { colors: style.isColorSupported });
  const print = (...lines: readonly string[]): void => {
    reporter.print(lines.map((line) => shown(called.text(line))));
    for (const line of lines) events?.write({ type: 'text', text: printable(called.text(line)) });
  };
  const report = (event: InstanceEvent): void => {
    const told = called.event(event);
    reporter.report(told);
    events?.write(told);
  };
  // Asked when somebody is to be asked: Node makes a stream when it is first looked at, and that takes milliseconds.
  const canAsk = (): boolean => !isStderrTaken && process.stdin.isTTY && process.stderr.isTTY;
  /** Undefined where there is nobody to ask. */
  const person = (): AskOptions | undefined => {
    if (!canAsk()) return undefined;
    reporter.end();
    return { input: process.stdin, output: process.stderr, onInterrupt: process.interrupt };
  };
  const askPerson = async (question: string): Promise<boolean> => {
    const at = person();
    if (at === undefined) return false;
    const { ask } = await import('../ask/ask.ts');
    return await ask(printable(called.text(question)), at);
  };
  const askToType = async (word: string, what: string): Promise<boolean> => {
    const at = person();
    if (at === undefined) return false;
    const { askText } = await import('../ask/ask.ts');
    return (await askText(printable(called.text(`Type ${word} to ${what}: `)), at)) === word;
  };
  /** Ctrl-C leaves no half of what is being undone, unless a second one says so. */
  const uncut = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    const release = process.holdOff(
      () => print(STILL_UNDOING),
      () => print(HALF_UNDONE),
    );
    try {
      return await work();
    } finally {
      release();
    }
  };
  const handOver = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    reporter.end();
    const release = process.handOver();
    try {
      return await work();
    } finally {
      release();
    }
  };
  return {
    process,
    json,
    yes: options.yes === true,
    get canAsk() {
      return canAsk();
    },
    style,
    people,
    signal: process.signal,
    context: createContext({
      env: process.env,
      command,
      report,
      uncut,
      handOver,
      signal: process.signal,
      ...(connection && { connection }),
    }),
    print,
    announce: (doing, { id, path }) => report({ type: 'instance', id, path, doing }),
    end: () => reporter.end(),
    result(document, lines) {
      reporter.end();
      process.concluded(lines.map((line) => shown(called.text(line))));
      if (json) process.stdout.write(`${jsonText(called.document(versioned(document)), 2)}\n`);
      else reporter.print(lines.map((line) => shown(called.text(line))));
    },
    confirm: async (question) => options.yes === true || (await askPerson(question)),
    confirmByTyping: async (word, what) => options.yes === true || (await askToType(word, what)),
    ask: askPerson,
  };
}
