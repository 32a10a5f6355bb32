import type { Readable } from 'node:stream';
import * as clack from '@clack/prompts';
import type { Session } from '@ktrdr/terminal';
import type { Questions } from './questions.ts';
import { typedOn } from './typed-on.ts';
import { promptOutput } from './prompt-output.ts';

const CTRL_D = '\u0004';

/** What clack is given for each question. */
interface Surroundings {
  readonly input: Readable;
  readonly output: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  readonly withGuide: false;
}

/**
 * Asks the person at the terminal. Ctrl-C, Ctrl-D and Escape at a question interrupt setup, and so does a terminal that is closed: clack would wait
 * for ever for what is typed on it.
 */
export function promptingQuestions(session: Session): Questions {
  const { process, people, style, signal } = session;
  const closed = new AbortController();
  for (const event of ['end', 'close', 'error']) process.stdin.on(event, () => closed.abort());
  clack.updateSettings({ aliases: { [CTRL_D]: 'cancel' } });
  const common = {
    output: promptOutput(people, { colors: style.isColorSupported }),
    signal: AbortSignal.any([signal, closed.signal]),
    withGuide: false,
  } as const;

  async function ask<Answer>(
    prompt: (at: Surroundings) => Promise<Answer | typeof clack.CANCEL_SYMBOL>,
  ): Promise<Answer> {
    session.end();
    people.write('\n');
    const { input, release } = typedOn(process.stdin);
    const answer = await prompt({ ...common, input }).finally(release);
    if (!clack.isCancel(answer)) return answer;
    // A second time would end the process at once.
    if (!signal.aborted) process.interrupt();
    throw signal.reason;
  }

  return {
    asksPerson: true,
    confirm: async ({ message, fallback, initial = fallback }) =>
      await ask(async (at) => await clack.confirm({ ...at, message, initialValue: initial })),
    text: async ({ message, fallback, check = () => undefined }) =>
      await ask(
        async (at) =>
          await clack.text({
            ...at,
            message,
            placeholder: fallback,
            defaultValue: fallback,
            validate: (answer) => check(answer || fallback),
          }),
      ),
    choose: async ({ message, fallback, initial = fallback, options }) => {
      const chosen = await ask(
        async (at) =>
          await clack.select<string>({
            ...at,
            message,
            initialValue: initial,
            showInstructions: false,
            options: options.map(({ value, label, hint }) =>
              hint === undefined ? { value, label } : { value, label, hint },
            ),
          }),
      );
      return options.find(({ value }) => value === chosen)?.value ?? fallback;
    },
  };
}
