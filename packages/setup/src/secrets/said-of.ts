import type { SaidPlace } from '@ktrdr/instance/internal';

/** What was said of where the item is: now, or to the setup that this one goes on with. */
export function saidOf(now: SaidPlace, before: SaidPlace = {}): SaidPlace {
  return { vault: now.vault ?? before.vault, account: now.account ?? before.account };
}
