// What 1Password's `op` does, as far as our programs use it, without 1Password. See README.md beside this file.
import { appendFileSync, fstatSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { captured } from './captured.mjs';
import { itemJson } from './item-json.mjs';

/** Runs the command that `process` was started with, and ends it. */
export async function fakeOp(process) {
  const { env } = process;
  const args = process.argv.slice(2);
  const scenario = env.FAKE_OP_SCENARIO
    ? JSON.parse(readFileSync(env.FAKE_OP_SCENARIO, 'utf8'))
    : { fails: 'no-account' };
  const standardInput = describeStandardInput();
  if (env.FAKE_OP_CALLS) {
    const names = (env.FAKE_OP_RECORD_ENV ?? '').split(',').filter(Boolean);
    const recorded = Object.fromEntries(names.map((name) => [name, env[name] ?? null]));
    const call = { args, stdin: standardInput, env: recorded, pid: process.pid };
    appendFileSync(env.FAKE_OP_CALLS, `${JSON.stringify(call)}\n`);
  }
  if (scenario.ignoreSignals) for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});

  const answer = readStandardInput(standardInput) ?? decide(args, scenario);
  await wait(scenario.delayMs ?? 0);
  process.stdout.write(answer.stdout ?? '');
  process.stderr.write(answer.stderr ?? '');
  process.exitCode = answer.exitCode ?? 0;
}

function decide(args, scenario) {
  const { words, flags, unknown } = parseArguments(args);
  const names = { item: words[2] ?? '', vault: flags.vault ?? '', account: flags.account ?? '' };
  const command = words.slice(0, 2).join(' ');
  if (flags.version) return { stdout: `${scenario.version ?? '2.32.1'}\n` };
  if (unknown !== undefined) return failure(`unknown flag: ${unknown}`);
  if (scenario.answer !== undefined) return scenario.answer;
  if (command === 'whoami') return whoAmI(scenario);
  if (scenario.fails !== undefined) return captured(scenario.fails, names);
  if (scenario.signedIn === false) return captured('not-signed-in', names);
  if (flags.account !== undefined && scenario.accounts?.includes(flags.account) === false) {
    return captured('no-such-account', names);
  }
  if (command === 'item get') return getItem(names, flags, scenario);
  return failure(`unknown command ${JSON.stringify(words.join(' '))} for "op"`);
}

function getItem(names, flags, scenario) {
  if (scenario.serviceAccount && flags.vault === undefined) return captured('service-account-without-vault', names);
  const items = (scenario.items ?? []).map((item, index) => Object.assign({ vault: 'Private', id: idOf(index) }, item));
  const vaults = [...(scenario.vaults ?? []), ...items.map(({ vault }) => vault)];
  if (flags.vault !== undefined && !vaults.includes(flags.vault)) return captured('no-such-vault', names);

  const visible = items.filter(
    (item) => (flags.vault ?? item.vault) === item.vault && (flags['include-archive'] || item.archived !== true),
  );
  const title = names.item.toLowerCase();
  const matching = visible.filter((item) => item.id === names.item || item.title.toLowerCase() === title);
  if (matching.length > 1) return captured('several-items', names, matching);
  const [item] = matching;
  if (item === undefined) return captured(flags.vault === undefined ? 'no-such-item' : 'no-such-item-in-vault', names);
  return { stdout: flags.format === 'json' ? itemJson(item) : `ID:    ${item.id}\nTitle: ${item.title}\n` };
}

// It can say that nobody is signed in where reading works: https://github.com/1Password/op-js/issues/227
function whoAmI({ whoami = 'not-signed-in' }) {
  return whoami === 'signed-in'
    ? {
        stdout:
          'URL:        https://my.1password.com\nEmail:      somebody@example.com\nUser ID:    AAAAAAAAAAAAAAAAAAAAAAAAAA\n',
      }
    : captured('whoami-not-signed-in', {});
}

function failure(text) {
  return captured('other', { text });
}

function parseArguments(args) {
  const valued = new Set(['format', 'vault', 'account', 'fields', 'session', 'config', 'encoding', 'cache']);
  const plain = new Set(['version', 'include-archive', 'reveal', 'no-color', 'iso-timestamps', 'debug', 'otp']);
  const words = [];
  const flags = {};
  let unknown;
  for (let index = 0; index < args.length; index += 1) {
    const [, name, value] = /^--([a-z-]+)(?:=([^]*))?$/.exec(args[index]) ?? [];
    if (name === undefined) words.push(args[index]);
    else if (valued.has(name)) flags[name] = value ?? args[(index += 1)];
    else if (plain.has(name)) flags[name] = true;
    else unknown ??= `--${name}`;
  }
  return { words, flags, unknown };
}

/** `closed`, `null` (/dev/null), `terminal`, `file` or `pipe`. */
function describeStandardInput() {
  try {
    const input = fstatSync(0);
    if (!input.isCharacterDevice()) return input.isFile() ? 'file' : 'pipe';
    return input.rdev === statSync('/dev/null').rdev ? 'null' : 'terminal';
  } catch {
    return 'closed';
  }
}

/** `op` reads names of items from a pipe to its end: whoever leaves one open waits for ever. */
function readStandardInput(kind) {
  if (kind !== 'pipe' && kind !== 'file') return undefined;
  return readFileSync(0, 'utf8') === '' ? undefined : failure('standard input holds something');
}

function idOf(index) {
  return `fakeitem${String.fromCodePoint(97 + (index % 26)).repeat(18)}`;
}
