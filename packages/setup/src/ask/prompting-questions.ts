import * as clack from '@clack/prompts';
import type { Session } from '@ktrdr/terminal';
import type { Questions } from './questions.ts';
import { withoutColors } from './without-colors.ts';

/** Asks the person at the terminal. Ctrl-C, and Escape, at a question interrupt setup. */
export function promptingQuestions(session: Session): Questions {
  const { process, people, style, signal } = session;
  const common = {
    input: process.stdin,
    output: style.isColorSupported ? people : withoutColors(people),
    signal,
    withGuide: false,
  };

  async function ask<Answer>(prompt: () => Promise<Answer | typeof clack.CANCEL_SYMBOL>): Promise<Answer> {
    session.end();
    people.write('\n');
    const answer = await prompt();
    if (!clack.isCancel(answer)) return answer;
    process.interrupt();
    throw signal.reason;
  }

  return {
    asksPerson: true,
    confirm: async ({ message, fallback, initial = fallback }) =>
      await ask(async () => await clack.confirm({ ...common, message, initialValue: initial })),
    text: async ({ message, fallback, check = () => undefined }) =>
      await ask(
        async () =>
          await clack.text({
            ...common,
            message,
            placeholder: fallback,
            defaultValue: fallback,
            validate: (answer) => check(answer || fallback),
          }),
      ),
    choose: async ({ message, fallback, initial = fallback, options }) => {
      const chosen = await ask(
        async () =>
          await clack.select<string>({
            ...common,
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
