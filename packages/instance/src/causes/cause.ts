import type { CauseCode } from './cause-codes.ts';

/** What shows that something is so. */
export interface Evidence {
  /**
   * - `exit`: how a process ended
   * - `probe`: what a health probe said
   * - `log`: what a container wrote last
   * - `answer`: what a program that was asked said
   * - `holder`: who has something
   * - `found`: what was seen of files, ports, disks and clocks
   */
  readonly kind: 'exit' | 'probe' | 'log' | 'answer' | 'holder' | 'found';
  /** Without secrets and control sequences; may have several lines. */
  readonly text: string;
}

/** One thing that is wrong with an instance, before it is known what follows from what. */
export interface Trouble {
  readonly code: CauseCode;
  /** The service that it is about; null where it is about all of the instance. */
  readonly service: string | null;
  /** A sentence without a full stop. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  /** The command that mends it, or what to do; null where that is to mend something else. */
  readonly fix: string | null;
}

/** What only follows from a cause, and ends with it. */
export type Consequence = Pick<Trouble, 'code' | 'service' | 'summary'>;

/** Something that is wrong in itself, with what it makes fail in turn. */
export interface Cause extends Trouble {
  readonly consequences: readonly Consequence[];
}
