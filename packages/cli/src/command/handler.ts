import type { Session } from '@ktrdr/terminal';

/** A command's work: resolves to the exit code, 0 when it returns nothing. */
export type Handler<Options> = (session: Session, options: Options, args: readonly string[]) => Promise<number | void>;
