import { createInterface } from 'node:readline';

export interface AskOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Told of Ctrl-C, which a terminal that is being read from does not turn into a signal. */
  readonly onInterrupt: () => void;
}

/** Asks a question that Enter, and the end of input, answer with no. */
export async function ask(question: string, options: AskOptions): Promise<boolean> {
  return /^y(es)?$/i.test(await askText(`${question} [y/N] `, options));
}

/** What somebody types, without white space around it; empty at the end of input. */
export async function askText(prompt: string, { input, output, onInterrupt }: AskOptions): Promise<string> {
  const terminal = createInterface({ input, output });
  return await new Promise((resolve) => {
    let answer = '';
    terminal.once('close', () => resolve(answer.trim()));
    terminal.once('SIGINT', () => {
      onInterrupt();
      terminal.close();
    });
    terminal.question(prompt, (text) => {
      answer = text;
      terminal.close();
    });
  });
}
