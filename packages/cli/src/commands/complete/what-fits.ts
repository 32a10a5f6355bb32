import type { Command, Option } from 'commander';
import { SHELLS } from '../completion/flags.ts';
import { ACTIONS } from '../config/actions.ts';
import { PAGES } from '../open/flags.ts';

/** What may be typed, and what it is. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What fits where a command line ends. */
export interface Fitting {
  /** What the word begins with that is being typed. */
  readonly prefix: string;
  /** Commands, options and fixed values. */
  readonly candidates: readonly Candidate[];
  /** What else fits and only this machine knows. */
  readonly names?: 'instance' | 'service' | 'branch' | 'setting' | undefined;
  /** The instance that the line names. */
  readonly instance?: string | undefined;
}

const NAMES: Readonly<Record<string, Fitting['names']>> = {
  instance: 'instance',
  name: 'instance',
  service: 'service',
  without: 'service',
  with: 'service',
  branch: 'branch',
  from: 'branch',
  key: 'setting',
};
/** Arguments that take one of a few words. */
const WORDS: Readonly<Record<string, readonly string[]>> = { action: ACTIONS, page: PAGES, shell: SHELLS };
/** A name that is to be made names nothing yet. */
const MAKING = new Set(['create', 'init']);

/**
 * What fits at the end of a command line. Behind `--` nothing does: a command of the user's is there.
 *
 * @param words those behind the program's name; the last is the one that is being typed, and may be empty
 */
export function whatFits(program: Command, words: readonly string[]): Fitting {
  const [current = '', ...before] = joinEquals(words).toReversed();
  const line = read(program, before.toReversed());
  const { command, option, args, named } = line;
  const instance = named.get('instance') ?? named.get('name') ?? firstInstance(command, args);
  if (line.isOver) return { prefix: current, candidates: [] };
  if (option !== undefined)
    return { prefix: current, instance, ...valuesOf(option.name(), option.argChoices, command) };
  if (current.startsWith('-')) return optionsFor(command, current, instance);
  const argument =
    command.registeredArguments[args.length] ?? command.registeredArguments.findLast((one) => one.variadic);
  const values = argument === undefined ? { candidates: [] } : valuesOf(argument.name(), argument.argChoices, command);
  const commands = args.length > 0 ? [] : visible(command);
  return { prefix: current, instance, names: values.names, candidates: [...commands, ...values.candidates] };
}

interface Line {
  readonly command: Command;
  /** The option whose value is being typed. */
  readonly option: Option | undefined;
  readonly args: readonly string[];
  /** Values of options, by the options' names. */
  readonly named: ReadonlyMap<string, string>;
  /** Whether `--` has come. */
  readonly isOver: boolean;
}

function read(program: Command, words: readonly string[]): Line {
  const args: string[] = [];
  const named = new Map<string, string>();
  let [command, option]: [Command, Option | undefined] = [program, undefined];
  for (const word of words) {
    if (option !== undefined) {
      named.set(option.attributeName(), word);
      option = undefined;
    } else if (word === '--') return { command, option, args, named, isOver: true };
    else if (word.startsWith('-')) {
      const [flag, value] = split(word);
      const found = everyOption(command).find(({ short, long }) => flag === short || flag === long);
      if (found !== undefined && value !== undefined) named.set(found.attributeName(), value);
      else if (found?.required === true) option = found;
    } else {
      const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
      if (args.length === 0 && next !== undefined) command = next;
      else args.push(word);
    }
  }
  return { command, option, args, named, isOver: false };
}

function optionsFor(command: Command, current: string, instance: string | undefined): Fitting {
  const [flag, value] = split(current);
  const options = everyOption(command);
  if (value === undefined) {
    const candidates = options.flatMap(({ long, description, hidden }) =>
      long === undefined || hidden ? [] : [{ value: long, description }],
    );
    return {
      prefix: current,
      candidates: [...candidates, { value: '--help', description: 'Show help for a command' }],
    };
  }
  const option = options.find(({ long }) => long === flag);
  if (option?.required !== true) return { prefix: current, candidates: [] };
  // A shell completes what is behind the sign.
  return { prefix: value, instance, ...valuesOf(option.attributeName(), option.argChoices, command) };
}

function valuesOf(
  name: string,
  choices: readonly string[] | undefined,
  command: Command,
): Pick<Fitting, 'candidates' | 'names'> {
  const candidates = (choices ?? WORDS[name] ?? []).map((value) => ({ value, description: '' }));
  const isNew = MAKING.has(command.name()) && NAMES[name] === 'instance';
  return { candidates, names: isNew ? undefined : NAMES[name] };
}

function visible(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ value: one.name(), description: one.description() }));
}

/** Those of a command, and of those that it belongs to. */
function everyOption(command: Command): readonly Option[] {
  return command.parent === null ? command.options : [...command.options, ...everyOption(command.parent)];
}

function firstInstance(command: Command, args: readonly string[]): string | undefined {
  return command.registeredArguments[0]?.name() === 'instance' ? args[0] : undefined;
}

/** bash takes `=` for a word of its own. */
function joinEquals(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [index, word] of words.entries()) {
    const before = joined.at(-1);
    const belongs = before !== undefined && before.startsWith('--') && (word === '=' || words[index - 1] === '=');
    if (belongs) joined[joined.length - 1] = `${before}${word}`;
    else joined.push(word);
  }
  return joined;
}

function split(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
