import { createInterface } from 'node:readline';

export interface AskOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Told of Ctrl-C, which a terminal that is being read from does not turn into a signal. */
  readonly onInterrupt: () => void;
}

/** Asks a question that Enter, and the end of input, answer with no. */
export async function ask(question: string, { input, output, onInterrupt }: AskOptions): Promise<boolean> {
  const terminal = createInterface({ input, output });
  return await new Promise((resolve) => {
    let answer = '';
    terminal.once('close', () => resolve(/^y(es)?$/i.test(answer.trim())));
    terminal.once('SIGINT', () => {
      onInterrupt();
      terminal.close();
    });
    terminal.question(`${question} [y/N] `, (text) => {
      answer = text;
      terminal.close();
    });
  });
}
