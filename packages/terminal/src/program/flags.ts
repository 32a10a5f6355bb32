type CamelCase<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Text;

type LongName<Flags extends string> = Flags extends `${string}--${infer Name} ${string}`
  ? Name
  : Flags extends `${string}--${infer Name}`
    ? Name
    : never;

/** commander's rule for the name of an option: `--no-wait` is `wait`, `--compose-file <file>` is `composeFile`. */
type NameOf<Flags extends string> =
  LongName<Flags> extends `no-${infer Name}` ? CamelCase<Name> : CamelCase<LongName<Flags>>;

type IsNegated<Flags extends string> = LongName<Flags> extends `no-${string}` ? true : false;

type TextOrSwitch<Flags extends string> = Flags extends `${string}<${string}>` ? string : boolean;

/** What an option says besides its name. */
interface Settings {
  /** Reads the value; `before` is what an earlier one of the same option came to. Throws commander's `InvalidArgumentError`. */
  readonly read?: (text: string, before: unknown) => unknown;
  /** What it is where it is not given. */
  readonly fallback?: unknown;
  /** How that is written, where it is not as it is typed. */
  readonly fallbackText?: string;
  readonly choices?: readonly string[];
  /** The names of options that cannot be given with it. */
  readonly conflicts?: string | readonly string[];
}

/**
 * The definition of an option. `Name` is the one under which a command gets its value, `Value` what that may be; `Given` says whether it is
 * always there, only if somebody has given it, or `negated`: true until `--no-…` makes it false.
 */
export interface Flag<
  Name extends string = string,
  Value = unknown,
  Given extends 'always' | 'maybe' | 'negated' = 'always' | 'maybe' | 'negated',
> {
  readonly flags: string;
  readonly description: string;
  readonly settings: Settings;
  /** For the compiler alone, and never set. */
  readonly type?: { readonly name: Name; readonly value: Value; readonly given: Given };
}

type TypeOf<One extends Flag> = NonNullable<One['type']>;
type NamesOf<One extends Flag, Given> = One extends Flag
  ? TypeOf<One>['given'] extends Given
    ? TypeOf<One>['name']
    : never
  : never;
type ValueOf<One extends Flag, Name> = One extends Flag
  ? TypeOf<One>['name'] extends Name
    ? TypeOf<One>['value']
    : never
  : never;

/** What a command with these options gets: where one is renamed, the command that reads it does not compile. */
export type OptionsOf<Flags extends readonly Flag[]> = {
  readonly [Name in NamesOf<Flags[number], 'maybe'>]?: ValueOf<Flags[number], Name>;
} & {
  readonly [Name in NamesOf<Flags[number], 'always'>]: ValueOf<Flags[number], Name>;
} & {
  // With `--start` beside `--no-start`, it is there only if one of them is given.
  readonly [Name in Exclude<NamesOf<Flags[number], 'negated'>, NamesOf<Flags[number], 'maybe'>>]: boolean;
};

/** An option that is on or off, or a text: `--volumes`, `--no-wait`, `--from <path>`. */
export function flag<const Flags extends string>(
  flags: Flags,
  description: string,
  settings?: { readonly conflicts?: string | readonly string[] },
): Flag<
  NameOf<Flags>,
  IsNegated<Flags> extends true ? false : TextOrSwitch<Flags>,
  IsNegated<Flags> extends true ? 'negated' : 'maybe'
>;
/** One whose value is read. */
export function flag<const Flags extends string, Value>(
  flags: Flags,
  description: string,
  settings: {
    readonly read: (text: string, before: unknown) => Value;
    readonly conflicts?: string | readonly string[];
  },
): Flag<NameOf<Flags>, Value, 'maybe'>;
/** One that has a value where it is not given. */
export function flag<const Flags extends string, Value>(
  flags: Flags,
  description: string,
  settings: {
    readonly read: (text: string, before: unknown) => Value;
    readonly fallback: Value;
    readonly fallbackText?: string;
  },
): Flag<NameOf<Flags>, Value, 'always'>;
/** One of a few words. */
export function flag<const Flags extends string, const Word extends string>(
  flags: Flags,
  description: string,
  settings: { readonly choices: readonly Word[]; readonly fallback: NoInfer<Word> },
): Flag<NameOf<Flags>, Word, 'always'>;
export function flag(flags: string, description: string, settings: Settings = {}): Flag {
  return { flags, description, settings };
}
