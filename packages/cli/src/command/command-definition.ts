import type { Flag, OptionsOf } from '@ktrdr/terminal/flags';
import type { ConnectOptions } from './connect.ts';
import type { Handler } from './handler.ts';

/** What a command is, but for its name and description. */
export interface CommandDefinition<Flags extends readonly Flag[]> extends ConnectOptions {
  readonly flags: Flags;
  /** Its handler, which is loaded when the command runs. */
  readonly load: () => Promise<Handler<OptionsOf<Flags>>>;
}
