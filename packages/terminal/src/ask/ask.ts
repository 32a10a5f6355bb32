import { createInterface, type Interface } from 'node:readline';
import { dropTyped } from './drop-typed.ts';

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

/**
 * What somebody types from now on, without white space around it; empty at the end of input, and where the terminal is closed. What was typed on a
 * terminal before is no answer.
 */
export async function askText(prompt: string, { input, output, onInterrupt }: AskOptions): Promise<string> {
  // One that has ended says so once, to an earlier question.
  if (!input.readable) return '';
  const typed = await dropTyped(input);
  if (typed === 'interrupted') onInterrupt();
  // One that is hung up meanwhile ends, and says so to nobody else.
  if (typed !== 'dropped' || !input.readable) return '';
  return await new Promise((resolve, reject) => {
    let answer = '';
    let terminal: Interface | undefined;
    let isClosing = false;
    const close = (): void => {
      if (isClosing) return;
      isClosing = true;
      terminal?.close();
    };
    const end = (): void => {
      input.removeListener('error', close);
      resolve(answer.trim());
    };
    // A terminal that is closed fails (EIO) when it is read from, and when it is taken or given back: Node tells the input and who reads from it.
    input.on('error', close);
    try {
      terminal = createInterface({ input, output });
    } catch (error) {
      return isClosing ? end() : reject(error);
    }
    terminal.on('error', close);
    terminal.once('close', end);
    terminal.once('SIGINT', () => {
      onInterrupt();
      close();
    });
    terminal.question(prompt, (text) => {
      answer = text;
      close();
    });
  });
}
