import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { commandCalls } from '../src/command-calls.ts';
import { KTRDR, WORKSPACE } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// What is asked often reads little code: each library and each command that comes along makes every start of it longer. No times are looked at.

const LOADED_CODE = join(WORKSPACE, 'e2e', 'src', 'harness', 'loaded-code.cjs');
const DIST = join(dirname(KTRDR), '..', 'dist');

/** What the code of a library, or of a command that changes something, has in it and nothing else has. */
const SIGNS = {
  commander: 'commander.helpDisplayed',
  execa: 'ExecaError',
  yaml: 'tag:yaml.org,2002',
  zod: '$ZodError',
  'sandbox create': 'function createSandbox(',
  'the gate': 'GateFailedError',
} as const;
type Sign = keyof typeof SIGNS;

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('start-up');
  clone = await stage.clone('ktrdr');
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterAll(async () => await stage.strike());

interface Loaded {
  readonly files: number;
  readonly kilobytes: number;
  /** What of {@link SIGNS} is in it. */
  readonly found: readonly string[];
  readonly stdout: string;
}

interface LoadOptions {
  readonly cwd?: string;
  readonly home?: string;
  readonly mayFail?: boolean;
}

/** Runs a command line of the built command, and looks at the files of it that were loaded. */
async function load(words: readonly string[], options: LoadOptions = {}): Promise<Loaded> {
  const { cwd = clone, home = stage.home, mayFail = false } = options;
  const list = join(stage.directory, 'loaded.json');
  const args = ['--require', LOADED_CODE, KTRDR, ...words];
  const env = { ...stage.environment(), HOME: home, KTRDR_HOME: home, LOADED_CODE: list };
  const { stdout } = await execa(process.execPath, args, { cwd, env, extendEnv: false, input: '', reject: !mayFail });
  const paths: string[] = JSON.parse(await readFile(list, 'utf8'));
  const texts = await Promise.all(
    paths.filter((path) => dirname(path) === DIST).map(async (path) => await readFile(path, 'utf8')),
  );
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const found = Object.entries(SIGNS).filter(([, sign]) => texts.some((text) => text.includes(sign)));
  return { files: texts.length, kilobytes: Math.ceil(bytes / 1000), found: found.map(([name]) => name), stdout };
}

describe('the code that is read', () => {
  // Raise a number only for what the command cannot do without, and say so in the commit.
  test.each<[string, { readonly files: number; readonly kilobytes: number; readonly needs: readonly Sign[] }]>([
    ['--version', { files: 0, kilobytes: 0, needs: [] }],
    ['--help', { files: 1, kilobytes: 67, needs: [] }],
    ['sandbox list --help', { files: 1, kilobytes: 67, needs: [] }],
    ['sandbox list', { files: 6, kilobytes: 216, needs: [] }],
    ['sandbox list --json --no-color', { files: 20, kilobytes: 490, needs: ['yaml', 'zod'] }],
    // The Compose file was read by the one before.
    ['local-prod status', { files: 16, kilobytes: 405, needs: ['zod'] }],
  ])('ktrdr %s', async (line, { files, kilobytes, needs }) => {
    const loaded = await load(line.split(' '));
    expect(loaded.stdout).not.toBe('');
    expect(loaded.found.filter((name) => !needs.some((one) => one === name))).toEqual([]);
    expect(loaded.files).toBeLessThanOrEqual(files);
    expect(loaded.kilobytes).toBeLessThanOrEqual(kilobytes);
  });

  test('each sign is in what a command loads that needs it', async () => {
    const { found } = await load(['doctor']);
    expect(found).toEqual(expect.arrayContaining(['commander', 'zod', 'sandbox create', 'the gate']));
    await rm(join(stage.home, 'sandbox', 'compose-files'), { recursive: true });
    expect((await load(['local-prod', 'status'])).found).toContain('yaml');
    expect((await load(['local-prod', 'status'])).found).not.toContain('yaml');
  });
});

describe('the code that a command reads before it looks at anything', () => {
  // By what is loaded together (packages/cli/src/chunks); a quick one that comes among those that change things is slower by a fifth of a second.
  const groups: readonly { readonly kilobytes: number; readonly commands: readonly string[] }[] = [
    { kilobytes: 230, commands: ['list', 'sandbox list'] },
    { kilobytes: 420, commands: ['completion', 'complete', 'config'] },
    { kilobytes: 420, commands: ['logs', ...ofBoth('logs'), ...ofBoth('status')] },
    { kilobytes: 600, commands: ['status', 'why', 'wait', 'down', ...ofBoth('down'), 'local-prod mcp-config'] },
    { kilobytes: 770, commands: ['shell', ...ofBoth('shell'), 'exec', 'psql', 'env', 'run', 'open', 'cd'] },
    { kilobytes: 1070, commands: ['mcp', 'setup'] },
    {
      kilobytes: 1320,
      commands: [
        'up',
        ...ofBoth('up'),
        'restart',
        'start',
        'done',
        'destroy',
        ...ofBoth('destroy'),
        'compose',
        ...ofBoth('init'),
        'sandbox create',
        'sandbox init-shared',
        'records',
        'report',
        'doctor',
        ...['start', 'stop', 'status', 'logs'].map((name) => `local-prod host ${name}`),
        ...['install', 'uninstall', 'worktree-create', 'worktree-remove'].map((name) => `agents ${name}`),
      ],
    },
  ];

  test('is bounded for every command that there is', async () => {
    const listed = groups.flatMap(({ commands }) => commands);
    expect(listed.toSorted()).toEqual([...(await commandCalls()).keys()].toSorted());
  });

  test.each(groups)('at most $kilobytes kB: $commands', async ({ kilobytes, commands }) => {
    const calls = await commandCalls();
    // No clone, whatever lies around this directory: these tests may be in a clone of their own.
    const cwd = await mkdtemp(join(tmpdir(), 'start-up-'));
    try {
      for (const command of commands) {
        const loaded = await load(calls.get(command) ?? [], { cwd, home: stage.otherHome(), mayFail: true });
        expect({ command, isBounded: loaded.kilobytes <= kilobytes, ...loaded }).toMatchObject({
          command,
          isBounded: true,
        });
        expect(loaded.kilobytes).toBeGreaterThan(0);
      }
    } finally {
      await rm(cwd, { recursive: true });
    }
  });
});

/** A command of local-prod and of sandboxes. */
function ofBoth(name: string): readonly string[] {
  return [`local-prod ${name}`, `sandbox ${name}`];
}

describe('help as it was written when the command was built', () => {
  test.each(['--help', '-h', 'sandbox --help', 'sandbox create --help', 'local-prod mcp-config -h'])(
    'ktrdr %s prints what the command line prints',
    async (line) => {
      const env = stage.environment();
      const main = `require(${JSON.stringify(join(DIST, 'main.cjs'))}).main('ktrdr')`;
      const args = ['--eval', main, '--', 'ktrdr', ...line.split(' ')];
      const { stdout: whole } = await execa(process.execPath, [KTRDR, ...line.split(' ')], { env, extendEnv: false });
      const { stdout: made } = await execa(process.execPath, args, { env, extendEnv: false });
      expect(whole).toBe(made);
    },
  );

  test('under its second name, it is the command line that prints it', async () => {
    const env = stage.environment();
    const link = join(stage.directory, 'ktrdr-env');
    await execa('ln', ['-sf', KTRDR, link]);
    const { stdout } = await execa(process.execPath, [link, 'sandbox', '--help'], { env, extendEnv: false });
    expect(stdout).toMatch(/^Usage: ktrdr-env sandbox/);
  });
});
