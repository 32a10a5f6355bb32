import { flag, type OptionsOf } from './flags.ts';

/** The options that every command has, with what a program says of them. */
export function globalFlags({ json, yes }: { readonly json: string; readonly yes: string }) {
  return [
    flag('--json', json),
    flag('--no-color', 'Print without colours (also: NO_COLOR)'),
    flag('-y, --yes', yes),
  ] as const;
}

/** What they say. */
export type GlobalOptions = Partial<OptionsOf<ReturnType<typeof globalFlags>>>;
