import { stripVTControlCharacters } from 'node:util';
import { type Run, runCommand, type RunOptions, type RunResult } from '@ktrdr/process';
import type { Item } from '../item/fetch-item.ts';
import { itemOf } from '../item/item-of.ts';
import type { OpField } from '../item/op-item.ts';
import { isSecretsUnavailable, type SecretsReason, SecretsUnavailableError } from '../item/secrets-unavailable.ts';
import { createRedactor } from '../redact/create-redactor.ts';

const ANSWER_WITHIN_MS = 60_000;
/** A command that writes without end is ended there. */
const MOST_OUTPUT = 2 ** 18;
/** As many words may be secrets; of more, nothing that it said can be shown. */
const MOST_WORDS = 1000;
const LONGEST_DETAIL = 2000;

/** Which command prints the fields, and how it is run. */
export interface FetchByCommandOptions {
  /** Its program and arguments. No shell reads them. */
  readonly command: readonly string[];
  /** What it is called in messages: `the command of secrets.command`. */
  readonly name: string;
  readonly env: RunOptions['env'];
  readonly cwd: string;
  /** How long it may take, in milliseconds. @default 60000 */
  readonly timeoutMs?: number;
  /** Aborting it ends the command; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** @default {@link runCommand} */
  readonly run?: Run;
}

/**
 * Reads secrets with one call of a command of the user's own, which prints one JSON object whose values are texts, by their labels: as git's
 * credential helpers do, but for the form. Nothing is on its standard input, it has no terminal, and a time-out ends it with all that it has started.
 *
 * @throws SecretsUnavailableError `SECRETS_UNAVAILABLE`, as {@link fetchItem} does; what the command wrote to standard error is in `detail`, without what
 *   it wrote to standard output
 */
export async function fetchByCommand(options: FetchByCommandOptions): Promise<Item> {
  const { command, name, env, cwd, timeoutMs = ANSWER_WITHIN_MS, signal, run = runCommand } = options;
  const [program = '', ...args] = command;
  const result = await run(program, args, {
    env,
    cwd,
    timeoutMs,
    mostOutput: MOST_OUTPUT,
    ownSession: true,
    ...(signal === undefined ? {} : { signal }),
  });
  if (result.aborted) signal?.throwIfAborted();
  const values = result.exitCode === 0 ? fieldsOf(result.stdout) : undefined;
  if (values === undefined) throw unavailable(options, result, timeoutMs);
  const fields = Object.entries(values).map(([label, value]): OpField => ({ label, value, type: 'CONCEALED' }));
  return itemOf({ item: name }, { id: name, fields }, (error) =>
    isSecretsUnavailable(error) ? ofCommand(error, options) : error,
  );
}

/** What is wrong with a field, where it is not 1Password's. */
function ofCommand(
  error: SecretsUnavailableError,
  { command: [program = ''], name }: FetchByCommandOptions,
): SecretsUnavailableError {
  const { reason, fields, detail } = error;
  const message = error.message.replace(`Item ${name}`, () => capital(name));
  return new SecretsUnavailableError(message, {
    reason,
    fields,
    detail,
    item: name,
    hint: `Make it print them: ${program}`,
  });
}

/** Undefined for anything but an object of texts. */
function fieldsOf(stdout: string): Record<string, string> | undefined {
  const value = jsonOf(stdout);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return entries.length === Object.keys(value).length ? Object.fromEntries(entries) : undefined;
}

// The parser's own error quotes the text, so it goes no further than here.
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unavailable(
  { command, name }: FetchByCommandOptions,
  result: RunResult,
  timeoutMs: number,
): SecretsUnavailableError {
  const [program = ''] = command;
  const { exitCode, missing, timedOut, tooMuch, stdout, stderr } = result;
  const [reason, what]: [SecretsReason, string] = missing
    ? ['not-installed', `does not exist: ${program}`]
    : timedOut
      ? ['timed-out', `did not answer within ${timeoutMs / 1000} s: ${program}`]
      : tooMuch
        ? ['unexpected-output', `printed more than ${MOST_OUTPUT / 1024} KiB: ${program}`]
        : exitCode === undefined
          ? ['failed', `was killed: ${program}`]
          : exitCode === 0
            ? ['unexpected-output', `printed something other than one JSON object of strings: ${program}`]
            : ['failed', `failed with exit code ${exitCode}: ${program}`];
  return new SecretsUnavailableError(`${capital(name)} ${what}`, {
    reason,
    item: name,
    hint: 'It must print {"<field>": "<value>", …} on standard output, ask nothing, and exit with 0.',
    detail: wordsOf(stderr, stdout),
  });
}

/** What it said, without what it may have said of secrets: all that it printed, word by word. */
function wordsOf(stderr: string, stdout: string): string | undefined {
  const texts = (stdout.match(/"(?:[^"\\]|\\.)*"/g) ?? []).map(textOf);
  const secrets = new Set([...texts, ...stdout.split(/[\s=:]+/)]);
  if (secrets.size > MOST_WORDS) return undefined;
  const words = createRedactor([...secrets])
    .redact(stripVTControlCharacters(stderr))
    .trim()
    .slice(0, LONGEST_DETAIL);
  return words === '' ? undefined : words;
}

/** What stands in quotes, as it is without them. */
function textOf(quoted: string): string {
  const text = jsonOf(quoted);
  return typeof text === 'string' ? text : quoted;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
