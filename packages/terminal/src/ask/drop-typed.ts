/** A terminal that is read from: `tty.ReadStream`, as far as it is used here. */
interface TerminalInput extends NodeJS.ReadableStream {
  readonly isTTY: true;
  setRawMode(raw: boolean): unknown;
}

/** What was typed by then is there at once; this is for the process to be told of it. */
const TOLD_WITHIN_MS = 50;
const CTRL_C = '\u0003';

/**
 * Reads and forgets what was typed on a terminal before now: it was meant for something else, and is no answer to a question that was not shown.
 *
 * @returns `interrupted`: Ctrl-C was among it; `closed`: the terminal is gone
 */
export async function dropTyped(input: NodeJS.ReadableStream): Promise<'dropped' | 'interrupted' | 'closed'> {
  if (!isTerminal(input)) return 'dropped';
  return await new Promise((resolve) => {
    let outcome: 'dropped' | 'interrupted' | 'closed' = 'dropped';
    const onData = (typed: unknown): void => {
      if (String(typed).includes(CTRL_C)) outcome = 'interrupted';
    };
    const end = (): void => {
      clearTimeout(timer);
      input.removeListener('data', onData);
      input.pause();
      input.setRawMode(false);
      input.removeListener('error', onError);
      resolve(outcome);
    };
    const onError = (): void => {
      if (outcome === 'closed') return;
      outcome = 'closed';
      end();
    };
    const timer = setTimeout(end, TOLD_WITHIN_MS);
    input.on('error', onError);
    input.on('data', onData);
    // Otherwise what has no end of line yet stays with the terminal, for the question.
    input.setRawMode(true);
    input.resume();
  });
}

function isTerminal(input: NodeJS.ReadableStream): input is TerminalInput {
  return 'isTTY' in input && input.isTTY === true && 'setRawMode' in input;
}
