import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from '../src/program/program.ts';
import { fakeProcess } from '@ktrdr/terminal/testing';

/** What a command line came to: the command and what its handler gets, or what was wrong with it. */
interface Parsed {
  readonly command?: string;
  readonly options?: unknown;
  readonly args?: readonly string[];
  readonly error?: { readonly exitCode: unknown; readonly code: unknown };
  readonly output: string;
}

let output = '';
beforeEach(() => {
  output = '';
});

function keep(text: string): void {
  output += text;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function pathOf(command: Command): string {
  return command.parent === null ? '' : `${pathOf(command.parent)} ${command.name()}`.trim();
}

/** The program, which keeps what it prints. */
function program(): Command {
  const created = createProgram({ process: fakeProcess().process, version: '1.2.3', onDone: () => {} });
  for (const command of everyCommand(created))
    command.configureOutput({ writeOut: keep, writeErr: keep, getOutHelpWidth: () => 200 });
  return created;
}

/** Reads a command line up to the handler, which is not run. */
async function parse(line: string): Promise<Parsed> {
  const created = program();
  let called: Omit<Parsed, 'output'> = {};
  for (const command of everyCommand(created).filter((one) => one.commands.length === 0)) {
    command.action(() => {
      called = { command: pathOf(command), options: command.optsWithGlobals(), args: command.args };
    });
  }
  try {
    await created.parseAsync(line.split(' ').filter(Boolean), { from: 'user' });
    return { ...called, output };
  } catch (error) {
    if (!(error instanceof Error && 'exitCode' in error && 'code' in error)) throw error;
    return { error: { exitCode: error.exitCode, code: error.code }, output };
  }
}

const restart = { timeout: 120, wait: true, secrets: true, color: true };
const up = { ...restart, hooks: true };
const logs = { color: true };
const create = { secrets: true, hooks: true, color: true };
const destroy = { hooks: true, color: true };

describe('command lines and what the handler gets', () => {
  test.each<[string, string, object, string[]]>([
    ['local-prod init', 'local-prod init', { color: true }, []],
    ['local-prod init --keep-volumes', 'local-prod init', { color: true, keepVolumes: true }, []],
    ['local-prod init --again', 'local-prod init', { color: true, again: true }, []],

    ['local-prod up', 'local-prod up', up, []],
    ['local-prod up --build', 'local-prod up', { ...up, build: true }, []],
    ['local-prod up --no-wait', 'local-prod up', { ...up, wait: false }, []],
    ['local-prod up --timeout 600', 'local-prod up', { ...up, timeout: 600 }, []],
    ['local-prod up --timeout=1', 'local-prod up', { ...up, timeout: 1 }, []],
    ['local-prod up --timeout 2m', 'local-prod up', up, []],
    ['local-prod up --no-secrets', 'local-prod up', { ...up, secrets: false }, []],
    ['local-prod up --workers 4', 'local-prod up', { ...up, workers: 4 }, []],
    ['local-prod up --workers 8', 'local-prod up', { ...up, workers: 8 }, []],
    ['local-prod up --compose-file a.yml', 'local-prod up', { ...up, composeFile: ['a.yml'] }, []],
    [
      'local-prod up --compose-file a.yml --compose-file b.yml',
      'local-prod up',
      { ...up, composeFile: ['a.yml', 'b.yml'] },
      [],
    ],
    ['local-prod up --no-compose-file', 'local-prod up', { ...up, composeFile: false }, []],
    ['sandbox up --workers 0', 'sandbox up', { ...up, workers: 0 }, []],
    ['sandbox up --workers all --with a', 'sandbox up', { ...up, workers: 'all', with: ['a'] }, []],
    ['sandbox up --without a --without b', 'sandbox up', { ...up, without: ['a', 'b'] }, []],

    ['local-prod down', 'local-prod down', { color: true }, []],
    ['local-prod down -v', 'local-prod down', { color: true, volumes: true }, []],
    ['local-prod down --volumes', 'local-prod down', { color: true, volumes: true }, []],

    ['local-prod status', 'local-prod status', { color: true }, []],

    ['local-prod logs', 'local-prod logs', logs, []],
    ['local-prod logs backend', 'local-prod logs', logs, ['backend']],
    ['local-prod logs backend db', 'local-prod logs', logs, ['backend', 'db']],
    ['local-prod logs --tail all -t', 'local-prod logs', { ...logs, tail: 'all', timestamps: true }, []],
    [
      'local-prod logs --since 1h30m --until 2026-01-02T03:04:05Z db',
      'local-prod logs',
      { ...logs, since: { ago: 5_400_000 }, until: { at: Date.UTC(2026, 0, 2, 3, 4, 5) } },
      ['db'],
    ],
    [
      'sandbox logs --grep (?i)timeout|refused --level Error --all',
      'sandbox logs',
      { ...logs, grep: /timeout|refused/i, level: 'error', all: true },
      [],
    ],
    ['local-prod logs -f -n 5 backend', 'local-prod logs', { ...logs, follow: true, lines: 5 }, ['backend']],
    ['local-prod logs backend --follow --lines 0', 'local-prod logs', { ...logs, follow: true, lines: 0 }, ['backend']],

    ['sandbox create x', 'sandbox create', create, ['x']],
    ['sandbox create x -b main -s 3', 'sandbox create', { ...create, branch: 'main', slot: 3 }, ['x']],
    ['sandbox create x --own strategies,data', 'sandbox create', { ...create, own: 'strategies,data' }, ['x']],
    [
      'sandbox create x --from v1 --up --no-secrets',
      'sandbox create',
      { ...create, from: 'v1', up: true, secrets: false },
      ['x'],
    ],
    [
      'sandbox create --branch main --slot 10 --keep-volumes x',
      'sandbox create',
      { ...create, branch: 'main', slot: 10, keepVolumes: true },
      ['x'],
    ],
    ['start x', 'start', up, ['x']],
    [
      'start x --from v1 --slot 2 --no-secrets --timeout 60',
      'start',
      { ...up, from: 'v1', slot: 2, secrets: false, timeout: 60 },
      ['x'],
    ],
    ['done', 'done', destroy, []],
    ['done x --delete-branch --yes', 'done', { ...destroy, deleteBranch: true, yes: true }, ['x']],
    ['sandbox init', 'sandbox init', { color: true }, []],
    [
      'sandbox init -s 1 -n x --keep-volumes',
      'sandbox init',
      { color: true, slot: 1, name: 'x', keepVolumes: true },
      [],
    ],
    ['sandbox init --again', 'sandbox init', { color: true, again: true }, []],
    ['sandbox init --own models', 'sandbox init', { color: true, own: 'models' }, []],
    ['sandbox init --slot 1 --name x', 'sandbox init', { color: true, slot: 1, name: 'x' }, []],
    ['sandbox shell', 'sandbox shell', { color: true }, []],
    ['sandbox shell db', 'sandbox shell', { color: true }, ['db']],
    ['sandbox shell db -- psql -c x', 'sandbox shell', { color: true }, ['db', 'psql', '-c', 'x']],
    ['sandbox list', 'sandbox list', { color: true }, []],

    ['up feat-x --no-secrets', 'up', { ...up, secrets: false }, ['feat-x']],
    ['down 3 -v', 'down', { color: true, volumes: true }, ['3']],
    ['down --all', 'down', { color: true, all: true }, []],
    ['up --all', 'up', { ...up, all: true }, []],
    ['restart', 'restart', restart, []],
    ['restart backend db --instance 3', 'restart', { ...restart, instance: '3' }, ['backend', 'db']],
    ['logs db -f --instance a', 'logs', { ...logs, follow: true, instance: 'a' }, ['db']],
    ['ls --git', 'list', { color: true, git: true }, []],
    ['ps feat-x --check', 'status', { color: true, check: true }, ['feat-x']],
    ['rm feat-x --dry-run', 'destroy', { ...destroy, dryRun: true }, ['feat-x']],
    ['status', 'status', { color: true }, []],
    ['shell db --instance feat-x', 'shell', { color: true, instance: 'feat-x' }, ['db']],
    ['exec db -- ls -l --json', 'exec', { color: true }, ['db', 'ls', '-l', '--json']],
    ['exec --instance 3 db -- ls -l', 'exec', { color: true, instance: '3' }, ['db', 'ls', '-l']],
    ['compose -- ps --all', 'compose', { color: true, secrets: true }, ['ps', '--all']],
    ['compose --instance 3 --no-secrets -- up', 'compose', { color: true, secrets: false, instance: '3' }, ['up']],
    ['config', 'config', { color: true }, []],
    ['config set sandbox.own data models', 'config', { color: true }, ['set', 'sandbox.own', 'data', 'models']],
    ['config set secrets.command -- pass -x', 'config', { color: true }, ['set', 'secrets.command', 'pass', '-x']],
    ['psql -- -c x', 'psql', { color: true }, ['-c', 'x']],
    ['run -- pytest --yes', 'run', { color: true }, ['pytest', '--yes']],
    ['env feat-x --format dotenv --secrets', 'env', { color: true, format: 'dotenv', secrets: true }, ['feat-x']],
    ['open grafana --json', 'open', { color: true, json: true }, ['grafana']],
    ['cd local-prod', 'cd', { color: true }, ['local-prod']],
    ['sandbox destroy', 'sandbox destroy', destroy, []],
    ['sandbox destroy --delete-branch', 'sandbox destroy', { ...destroy, deleteBranch: true }, []],
    ['sandbox destroy -f -y', 'sandbox destroy', { ...destroy, force: true, yes: true }, []],
    [
      'sandbox destroy --keep-worktree --name feat-x --dry-run --force',
      'sandbox destroy',
      { ...destroy, keepWorktree: true, name: 'feat-x', dryRun: true, force: true },
      [],
    ],
    ['sandbox list --git --json', 'sandbox list', { color: true, git: true, json: true }, []],
    ['sandbox up', 'sandbox up', up, []],
    [
      'sandbox up --build --no-wait --timeout 9 --no-secrets --compose-file a.yml',
      'sandbox up',
      { ...up, build: true, wait: false, timeout: 9, secrets: false, composeFile: ['a.yml'] },
      [],
    ],
    ['sandbox down -v', 'sandbox down', { color: true, volumes: true }, []],
    ['sandbox status --json', 'sandbox status', { color: true, json: true }, []],
    ['sandbox logs -f -n 5 backend', 'sandbox logs', { ...logs, follow: true, lines: 5 }, ['backend']],

    ['local-prod destroy', 'local-prod destroy', destroy, []],
    ['local-prod destroy -f', 'local-prod destroy', { ...destroy, force: true }, []],
    ['local-prod destroy --force', 'local-prod destroy', { ...destroy, force: true }, []],
    ['local-prod destroy --no-hooks', 'local-prod destroy', { ...destroy, hooks: false }, []],
    ['local-prod destroy --dry-run', 'local-prod destroy', { ...destroy, dryRun: true }, []],

    ['sandbox init-shared', 'sandbox init-shared', { color: true }, []],
    ['sandbox init-shared --from ../ktrdr2', 'sandbox init-shared', { color: true, from: '../ktrdr2' }, []],
    ['sandbox init-shared --minimal', 'sandbox init-shared', { color: true, minimal: true }, []],

    ['doctor', 'doctor', { color: true }, []],
    ['doctor --fix', 'doctor', { color: true, fix: true }, []],

    // Options of every command, before and after its name.
    ['--json local-prod status', 'local-prod status', { color: true, json: true }, []],
    ['local-prod status --json', 'local-prod status', { color: true, json: true }, []],
    ['local-prod --json status', 'local-prod status', { color: true, json: true }, []],
    ['local-prod status --no-color', 'local-prod status', { color: false }, []],
    ['local-prod down -y', 'local-prod down', { color: true, yes: true }, []],
    ['-y local-prod destroy', 'local-prod destroy', { ...destroy, yes: true }, []],
    ['local-prod destroy --yes --json', 'local-prod destroy', { ...destroy, yes: true, json: true }, []],

    ['setup', 'setup', { color: true, secrets: true }, []],
    [
      'setup -y --path a --repo b --start --no-secrets',
      'setup',
      { color: true, yes: true, path: 'a', repo: 'b', start: true, secrets: false },
      [],
    ],
  ])('ktrdr %s', async (line, command, options, args) => {
    expect(await parse(line)).toEqual({ command, options, args, output: '' });
  });
});

describe('mistakes', () => {
  test.each([
    ['nonsense', /unknown command 'nonsense'/],
    ['create x', /unknown command 'create'\n\(Did you mean ktrdr sandbox create\?\)/],
    ['init', /Did you mean ktrdr local-prod init or ktrdr sandbox init\?/],
    ['restrat', /Did you mean restart\?/],
    ['local-prod nonsense', /unknown command 'nonsense'/],
    ['local-prod stauts', /Did you mean status\?/],
    ['local-prod create', /unknown command 'create'/],
    ['local-prod status --nonsense', /unknown option '--nonsense'/],
    ['local-prod status --force', /unknown option '--force'/],
    ['local-prod up more', /too many arguments/],
    ['local-prod up --timeout', /argument missing/],
    ['local-prod up --timeout 0', /'0' is invalid. Give from 1 to 600 whole seconds/],
    ['local-prod up --timeout 601', /'601' is invalid. Give from 1 to 600 whole seconds/],
    ['local-prod up --timeout -5', /'-5' is invalid|argument missing/],
    ['local-prod up --timeout 1.5', /'1.5' is invalid/],
    ['local-prod up --timeout 11m', /'11m' is invalid/],
    ['local-prod up --timeout 1e2', /'1e2' is invalid/],
    ['local-prod up --workers 3', /'3' is invalid. Give a whole number from 4 to 8/],
    ['local-prod up --workers 9', /'9' is invalid. Give a whole number from 4 to 8/],
    ['sandbox create', /missing required argument 'name'/],
    ['sandbox create x y', /too many arguments/],
    ['sandbox create x --slot 0', /'0' is invalid. Give a whole number from 1 to 10/],
    ['sandbox create x --slot 11', /'11' is invalid. Give a whole number from 1 to 10/],
    ['sandbox init --slot a', /'a' is invalid/],
    ['sandbox up --workers many', /whole number from 0 to 99, or all/],
    ['sandbox init-shared --minimal --from x', /'--minimal' cannot be used with option '--from <path>'/],
    ['local-prod logs -n many', /'many' is invalid. Give a whole number from 0 to 1000000, or all/],
    ['local-prod logs -n 5 --tail 5', /'--tail <number>' cannot be used with option '-n, --lines <number>'/],
    ['local-prod logs --follow --until 5m', /'--until <time>' cannot be used with option '-f, --follow'/],
    [
      'local-prod logs --since yesterday',
      /'yesterday' is invalid. Give how long ago \(42m, 1h30m, 2d\), or a date and time/,
    ],
    ['local-prod logs --grep (', /'\(' is invalid. Invalid regular expression: .*Unterminated group/],
    ['local-prod logs --level loud', /'loud' is invalid. Give one of debug, info, warning, error, critical/],
    ['local-prod logs -n -1', /'-1' is invalid|argument missing/],
  ])('ktrdr %s: says what is wrong, and ends with 1', async (line, message) => {
    const parsed = await parse(line);
    expect(parsed.error?.exitCode).toBe(1);
    expect(parsed.output).toMatch(message);
    expect(parsed.command).toBeUndefined();
  });

  test.each([[''], ['local-prod'], ['sandbox']])(
    'ktrdr %s: a command is missing, so the help is shown',
    async (line) => {
      const parsed = await parse(line);
      expect(parsed.error?.exitCode).toBe(1);
      expect(parsed.output).toMatch(/^Usage: ktrdr[^]*Commands:/);
    },
  );
});

describe('help and version', () => {
  test.each([['--version'], ['-V']])('ktrdr %s', async (line) => {
    expect(await parse(line)).toMatchObject({ output: '1.2.3\n', error: { exitCode: 0 } });
  });

  test.each([
    ['', ['--json', '--no-color', '--yes', '--version', '--help', 'local-prod', 'sandbox']],
    ['local-prod', ['init', 'up', 'down', 'status', 'logs', 'destroy', '--help']],
    ['local-prod init', ['--keep-volumes', '--again', '--help']],
    [
      'local-prod up',
      [
        '--build',
        '--no-wait',
        '--timeout <duration>',
        '(default: 2m)',
        '--no-secrets',
        '--workers <number>',
        '--compose-file <file>',
      ],
    ],
    ['local-prod down', ['-v, --volumes']],
    ['local-prod status', ['--help']],
    ['local-prod logs', ['[service...]', '-f, --follow', '-n, --lines <number>', '(default: 100', '--level <level>']],
    ['local-prod destroy', ['-f, --force', '--dry-run', 'the clone stays']],
    ['sandbox', ['create', 'init', 'up', 'down', 'status', 'logs', 'shell', 'list', 'destroy']],
    ['sandbox create', ['<name>', '-b, --branch <branch>', '-s, --slot <number>', '--keep-volumes']],
    ['sandbox init', ['-s, --slot <number>', '-n, --name <name>', '--keep-volumes', '--again']],
    ['sandbox shell', ['[service]', '(default: "backend")']],
    ['sandbox list', ['--git']],
    ['sandbox destroy', ['-f, --force', '--keep-worktree', '--name <id>', '--dry-run', 'its branch stays']],
  ])('ktrdr %s --help names everything', async (line, expected) => {
    const { output: help, error } = await parse(`${line} --help`);
    expect(error?.exitCode).toBe(0);
    for (const text of expected) expect(help).toContain(text);
  });

  test.each(
    everyCommand(program()).flatMap((command) =>
      command.parent === null ? [] : [[pathOf(command), command] as const],
    ),
  )('%s: what it does, in a sentence that begins with a verb, and so do its options', (_, command) => {
    expect(command.description()).toMatch(/^[A-Z][a-z]+ .*[^.]$/);
    for (const { description, flags } of command.options) expect(`${flags}: ${description}`).toMatch(/: [A-Z][a-z]/);
  });

  test.each(['', 'local-prod', 'sandbox'])('the examples of the group "%s" are understood', async (path) => {
    const { output: help } = await parse(`${path} --help`.trim());
    const [, text = ''] = /\nExamples:\n([^]+)$/.exec(help) ?? [];
    const lines = text.split('\n').flatMap((line) => /^ {2}ktrdr (.*)/.exec(line)?.[1] ?? []);
    expect(lines.length).toBeGreaterThan(1);
    output = '';
    for (const line of lines) expect((await parse(line)).command?.startsWith(path)).toBe(true);
  });

  test.each(everyCommand(program()).flatMap((command) => (command.commands.length > 0 ? [] : [pathOf(command)])))(
    'the examples of %s are understood',
    async (path) => {
      const { output: help } = await parse(`${path} --help`);
      const [, text = ''] = /\nExamples?:\n([^]+)$/.exec(help) ?? [];
      const lines = text.split('\n').flatMap((line) => /^ {2}ktrdr ([^#&]*)/.exec(line)?.[1]?.trim() ?? []);
      expect(lines.length).toBeGreaterThan(0);
      output = '';
      for (const line of lines) expect(await parse(line)).toMatchObject({ command: path });
    },
  );

  test('every command that the skill for agents names is understood, and all of it fits a screen', async () => {
    const skill = readFileSync(new URL('../skill/SKILL.md', import.meta.url), 'utf8');
    expect(skill.split('\n').length).toBeLessThanOrEqual(60);
    expect(skill).toMatch(/^---\nname: ktrdr\ndescription: .{1,1024}\n---\n/);
    const lines = [...skill.matchAll(/`ktrdr ([^`]+)`/g)].flatMap(([, line = '']) =>
      line.startsWith('<') ? [] : [line],
    );
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines)
      expect({ line, ...(await parse(line)) }).toMatchObject({ line, command: /^(?:sandbox )?[a-z]+/.exec(line)?.[0] });
  });

  test('an instance is named by an argument or by --instance, whichever one thinks of', () => {
    const named = everyCommand(program()).filter(({ parent }) => parent?.parent === null);
    const both = named.filter(({ registeredArguments: [first] }) => first?.name() === 'instance');
    expect(both.map((command) => command.name())).toEqual(
      expect.arrayContaining(['up', 'status', 'why', 'destroy', 'done']),
    );
    for (const { options } of both) expect(options.map(({ long }) => long)).toContain('--instance');
  });

  test('every option has a description', () => {
    const silent = everyCommand(program()).flatMap((command) =>
      command.options.filter(({ description }) => description === '').map(({ flags }) => `${pathOf(command)} ${flags}`),
    );
    expect(silent).toEqual([]);
  });
});

test('the command lines of the README are understood', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /## Example\n\n```sh\n([^]*?)```/.exec(readme) ?? [];
  const lines = example.split('\n').flatMap((line) => /^ktrdr ([^#]*)/.exec(line)?.[1]?.trim() ?? []);
  expect(lines.length).toBeGreaterThanOrEqual(6);
  for (const line of lines) expect(await parse(line)).toMatchObject({ command: line.split(' ', 2).join(' ') });
});

test('the README names every option of every command', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const flags = everyCommand(program()).flatMap((command) => command.options.map(({ long }) => long ?? ''));
  for (const flag of flags) expect(readme).toContain(flag);
});
