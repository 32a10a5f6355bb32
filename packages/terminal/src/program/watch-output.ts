import type { EventEmitter } from 'node:events';

export interface WatchedOutput {
  /** Why what is written to it gets nowhere any more; undefined while it does. */
  readonly lost: NodeJS.ErrnoException | undefined;
}

/**
 * Lets a stream lose its reader (EPIPE), its terminal (EIO) or its disk (ENOSPC) without a word: a command that changes something has to
 * finish or undo what it began, and not to die in the middle of it.
 *
 * @param onLost called once
 */
export function watchOutput(stream: EventEmitter, onLost: () => void = () => {}): WatchedOutput {
  const watched: { lost: NodeJS.ErrnoException | undefined } = { lost: undefined };
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (watched.lost !== undefined) return;
    watched.lost = error;
    onLost();
  });
  return watched;
}

/** Whether somebody took what they wanted and left (`… | head`), or closed the terminal: nobody is there to be told. */
export function hasLeft({ lost }: WatchedOutput): boolean {
  return lost?.code === 'EPIPE' || lost?.code === 'EIO';
}
