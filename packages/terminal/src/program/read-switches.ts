import type { Flag, OptionsOf } from './flags.ts';

/**
 * What a command's arguments say where each of them is one of its options that are on or off: the same that commander makes of them, without
 * commander, which takes milliseconds to load. Undefined for everything else: what has a value, or is wrong, is commander's to read.
 */
export function readSwitches<const Flags extends readonly Flag[]>(
  args: readonly string[],
  flags: Flags,
): OptionsOf<Flags> | undefined;
export function readSwitches(args: readonly string[], flags: readonly Flag[]): object | undefined {
  const switches = flags.map(switchOf);
  const options: Record<string, boolean> = {};
  for (const { name, isNegation } of switches) {
    // True until `--no-…` makes it false, unless it can be given as `--…`, too.
    if (isNegation && !switches.some((other) => other.name === name && !other.isNegation)) options[name] = true;
  }
  for (const arg of args) {
    const found = switches.find(({ names }) => names.includes(arg));
    if (found === undefined || !found.isAlone) return undefined;
    options[found.name] = !found.isNegation;
  }
  return options;
}

interface Switch {
  /** As it is typed: `-y`, `--yes`. */
  readonly names: readonly string[];
  /** Under which a command gets it. */
  readonly name: string;
  readonly isNegation: boolean;
  /** Whether it neither has a value nor excludes another one. */
  readonly isAlone: boolean;
}

function switchOf({ flags, settings }: Flag): Switch {
  const names = flags.split(/[ ,]+/);
  const long = (names.find((name) => name.startsWith('--')) ?? '').slice(2);
  const isNegation = long.startsWith('no-');
  return {
    names,
    name: camelCase(isNegation ? long.slice(3) : long),
    isNegation,
    isAlone: !/[<[]/.test(flags) && Object.keys(settings).length === 0,
  };
}

function camelCase(text: string): string {
  return text.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
