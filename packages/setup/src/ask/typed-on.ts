import { PassThrough, type Readable } from 'node:stream';

/** What is typed on a terminal, until it is released. */
interface Typed {
  readonly input: Readable;
  /** Leaves what is typed from then on with the terminal. */
  readonly release: () => void;
}

/**
 * What is typed on a terminal, as a stream that does not fail. A terminal that is closed fails (EIO) when it is read from and when it is given back:
 * that is told to its own listeners alone, where `readline`, of which clack makes one that nobody listens to, would throw it.
 */
export function typedOn(terminal: NodeJS.ReadStream): Typed {
  const through = new PassThrough();
  const input = Object.assign(through, {
    isTTY: true,
    setRawMode: (raw: boolean): void => {
      terminal.setRawMode(raw);
    },
  });
  terminal.pipe(through, { end: false });
  return {
    input,
    release: () => {
      terminal.unpipe(through);
      terminal.pause();
    },
  };
}
