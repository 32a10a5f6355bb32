/** What was said of where the 1Password item is. */
export interface SaidPlace {
  /** Name or id. */
  readonly vault?: string | undefined;
  /** Sign-in address, name or id. */
  readonly account?: string | undefined;
}

/** The lines of `.env.sandbox` that remember it. */
export const PLACE_VARIABLES = { vault: 'KTRDR_OP_VAULT', account: 'KTRDR_OP_ACCOUNT' } as const;

/** Those lines, of what was said. */
export function placeLines({ vault, account }: SaidPlace): Record<string, string> {
  return {
    ...(vault === undefined ? {} : { [PLACE_VARIABLES.vault]: vault }),
    ...(account === undefined ? {} : { [PLACE_VARIABLES.account]: account }),
  };
}

/** What such lines remember. */
export function rememberedPlace(lines: Readonly<Record<string, string>>): SaidPlace {
  return { vault: lines[PLACE_VARIABLES.vault], account: lines[PLACE_VARIABLES.account] };
}
