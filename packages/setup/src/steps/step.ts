import type { SaidPlace, SecretsSource } from '@ktrdr/instance/internal';
import type { ItemWithoutValues } from '@ktrdr/secrets';
import type { Session } from '@ktrdr/terminal';
import type { Questions } from '../ask/questions.ts';
import type { SharedChoice } from './plan-steps.ts';
import type { RunVisible } from './run-visible.ts';
import type { WholeClone } from '../record/settle-partial.ts';
import type { SetupRecord } from '../record/setup-record.ts';

/** What was settled before the first step, and what steps work with. */
export interface SetupRun {
  readonly session: Session;
  readonly questions: Questions;
  readonly runVisible: RunVisible;
  /** The real path of the clone. */
  readonly path: string;
  readonly repo: string;
  readonly branch: string | undefined;
  readonly shared: SharedChoice;
  readonly noSecrets: boolean;
  readonly source: SecretsSource;
  /** What was read of the secrets, if it was. */
  readonly item: ItemWithoutValues | undefined;
  /** What was said of where the item is. */
  readonly said: SaidPlace;
  readonly keepVolumes: boolean;
  /** The environment of children whose output the person watches. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What an earlier setup has cloned and not yet put in its place. */
  readonly whole: WholeClone | undefined;
  /** Changes the record of this setup, durably. */
  readonly keep: (changes: Partial<SetupRecord>) => Promise<void>;
}

/** Does one step, and says in a line what was done. */
export type Step = (run: SetupRun) => Promise<string>;
