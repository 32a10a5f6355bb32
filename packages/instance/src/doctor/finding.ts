import type { DirectoryIdentity } from '../core/directory-identity.ts';
import type { StagingState } from '../shared-data/staging.ts';

/** Something that was looked at, and what came of it. */
export interface Finding {
  /** `problem`: a command fails because of it, now or when it is next used. `warning`: worth knowing. */
  readonly severity: 'ok' | 'warning' | 'problem';
  /** For programs: what kind of finding it is. */
  readonly code: string;
  /** What it is about: an instance's id, a Compose project, a tool. */
  readonly subject: string;
  /** What was found, in a sentence's words without a full stop. */
  readonly text: string;
  /** More of it, line by line. */
  readonly detail?: readonly string[] | undefined;
  readonly repair?: Repair | undefined;
}

/** What to do about a finding. */
export type Repair =
  /** Safe: nothing can be lost. `doctor --fix` does it. */
  | { readonly kind: 'fix'; readonly fix: Fix; readonly does: string }
  /** For a person to decide, with the commands that do it, in their order. */
  | { readonly kind: 'commands'; readonly text: string; readonly commands: readonly string[] }
  | { readonly kind: 'advice'; readonly text: string };

/** What `doctor --fix` can do. */
export type Fix =
  /** `directory`: the one that was looked at. */
  | { readonly kind: 'write-env-file'; readonly id: string; readonly directory?: DirectoryIdentity | undefined }
  | { readonly kind: 'settle-create'; readonly id: string }
  | { readonly kind: 'release-claim'; readonly slot: number; readonly claimedBy: string }
  /** `copies`: those that were looked at, as they were when they were whole. */
  | { readonly kind: 'finish-shared-data'; readonly copies?: StagingState['copies'] };

export function ok(subject: string, text: string): Finding {
  return { severity: 'ok', code: 'OK', subject, text };
}
