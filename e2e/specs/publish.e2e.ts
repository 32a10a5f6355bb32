import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import * as z from 'zod';
import { WORKSPACE } from '../src/places.ts';
import { copyRepository } from '../src/registry/copy-repository.ts';
import { type LocalRegistry, startLocalRegistry } from '../src/registry/local-registry.ts';
import { PUBLISHED_COMMANDS, PUBLISHED_LIBRARIES } from '@ktrdr/packaging/published';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';

// A release as people get it: versioned, built and published as `npm run release` does it, to a registry of our own, and
// installed from there into an empty home with a cold cache.

const PUBLISHED = [...PUBLISHED_COMMANDS, ...PUBLISHED_LIBRARIES].map((name) => `@ktrdr/${name}`);

let stage: Stage;
let registry: LocalRegistry;
let repository: string;
let elsewhere: string;
let home: string;
let released: ReadonlyMap<string, string>;

/** Runs a command as a user does who has nothing but Node, npm, git and Docker. */
async function run(command: string, args: readonly string[], cwd: string, { reject = true } = {}) {
  const env = { ...stage.environment(), HOME: home };
  return await execa(command, args, { cwd, env, extendEnv: false, stdin: 'ignore', reject });
}

const manifestSchema = z.object({ name: z.string(), version: z.string(), private: z.boolean().optional() });

async function versions(root: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const folder of await readdir(join(root, 'packages'))) {
    const manifest: unknown = JSON.parse(await readFile(join(root, 'packages', folder, 'package.json'), 'utf8'));
    const { name, version, private: isPrivate = false } = manifestSchema.parse(manifest);
    if (!isPrivate) found.set(name, version);
  }
  return found;
}

beforeAll(async () => {
  stage = await setStage('publish');
  // Not inside this repository: npm and Node would find what is installed here.
  elsewhere = await mkdtemp(join(tmpdir(), 'ktrdr-publish-'));
  home = join(elsewhere, 'home');
  await mkdir(home);
  registry = await startLocalRegistry(join(elsewhere, 'registry'));
  await writeFile(join(home, '.npmrc'), registry.npmrc);

  repository = join(elsewhere, 'repository');
  await copyRepository(repository);
  const plan = "---\n'@ktrdr/errors': minor\n---\n\nErrors say more\n";
  await mkdir(join(repository, '.nx', 'version-plans'), { recursive: true });
  await writeFile(join(repository, '.nx', 'version-plans', 'test.md'), plan);
  const begin = performance.now();
  await run('npm', ['run', 'release', '--', '--dry-run=false'], repository);
  say(`a release of everything: ${secondsSince(begin)}`);
  released = await versions(repository);
}, 400_000);
afterAll(async () => {
  await registry.stop();
  await rm(elsewhere, { recursive: true, force: true });
  await stage.strike();
});

describe('a release', () => {
  test('of a library is one of everything that contains it, commands too', async () => {
    const before = await versions(WORKSPACE);
    const expected = PUBLISHED.map((name) => [name, bumped(before.get(name), name === '@ktrdr/errors')] as const);
    expect(released).toEqual(new Map(expected));
  });

  test('leaves a commit with a tag for each package, and a changelog in it', async () => {
    const { stdout } = await execa('git', ['tag', '--points-at', 'HEAD'], { cwd: repository });
    const tags = [...released].map(([name, version]) => `${name}@${version}`);
    expect(stdout.split('\n').toSorted(byName)).toEqual(tags.toSorted(byName));
    const { stdout: status } = await execa('git', ['status', '--porcelain'], { cwd: repository });
    expect(status).toBe('');
    expect(await readFile(join(repository, 'packages', 'errors', 'CHANGELOG.md'), 'utf8')).toMatch(/Errors say more/);
    expect(await readFile(join(repository, 'packages', 'cli', 'CHANGELOG.md'), 'utf8')).toMatch(/@ktrdr\/errors/);
    expect(await readdir(join(repository, '.nx', 'version-plans'))).toEqual([]);
  });
});

describe('from nothing, with a cold cache', () => {
  test.each(PUBLISHED_COMMANDS.map((name) => `@ktrdr/${name}`))(
    'npx %s runs, reports its version, and brings no other package',
    async (name) => {
      const begin = performance.now();
      const { stdout } = await run('npx', ['--yes', name, '--version'], home);
      const seconds = secondsSince(begin);
      expect(stdout).toBe(released.get(name));

      const modules = await npxModulesOf(name);
      expect(await packagesIn(modules)).toEqual([name]);
      const kilobytes = (await execa('du', ['-sk', join(modules, name)])).stdout.split('\t')[0];
      say(`npx ${name} --version: ${seconds}, 1 package, ${kilobytes} KB on disk`);
    },
  );

  test('npx @ktrdr/setup looks at what is there', async () => {
    const { stdout, exitCode } = await run('npx', ['--yes', '@ktrdr/setup', '--check-only'], home, { reject: false });
    // What is missing depends on the machine.
    expect([0, 1]).toContain(exitCode);
    for (const tool of [/\bgit\b/i, /\bdocker\b/i, /\buv\b/i]) expect(stdout).toMatch(tool);
  });
});

describe('the libraries', () => {
  let project: string;
  const names = PUBLISHED_LIBRARIES.map((name) => `@ktrdr/${name}`);

  beforeAll(async () => {
    project = join(elsewhere, 'project');
    await mkdir(project);
    await writeFile(join(project, 'package.json'), '{"private":true}');
    const { stdout } = await run('npm', ['install', '@types/node@20', ...names], project);
    say(`the libraries and @types/node: ${stdout.trim().split('\n', 1)[0]}`);
  });

  test.each([
    ['imported', 'main.mjs', (name: string) => `import * as library from '${name}';\n`],
    ['required', 'main.cjs', (name: string) => `const library = require('${name}');\n`],
  ])('can be %s', async (_how, file, load) => {
    for (const name of names) {
      await writeFile(join(project, file), `${load(name)}console.log(Object.keys(library).length > 0);\n`);
      expect((await run('node', ['--disable-warning=ExperimentalWarning', file], project)).stdout).toBe('true');
    }
  });

  test('have types that hold without skipLibCheck', async () => {
    const uses = names.map((name, index) => `import * as library${index} from '${name}';\n`).join('');
    const list = `export const libraries = [${names.map((_, index) => `library${index}`).join(', ')}];\n`;
    const wrong =
      "import { homeOf } from '@ktrdr/instance';\n// @ts-expect-error a slot is not a set of variables\nhomeOf(0);\n";
    for (const file of ['main.mts', 'main.cts']) await writeFile(join(project, file), `${uses}${list}`);
    await writeFile(join(project, 'wrong.mts'), wrong);
    const compilerOptions = { module: 'NodeNext', target: 'ES2023', strict: true, skipLibCheck: false, noEmit: true };
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, types: ['node'] }, include: ['*.mts', '*.cts'] }),
    );
    const tsc = join(WORKSPACE, 'node_modules', 'typescript', 'bin', 'tsc');
    const { exitCode, stdout } = await execa(process.execPath, [tsc, '--project', project], { reject: false });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  });
});

test('the published command runs a whole stack in a clone that brings no Compose file', async () => {
  const prefix = join(elsewhere, 'prefix');
  await run('npm', ['install', '--global', '--prefix', prefix, '@ktrdr/cli'], home);
  const clone = await stage.clone();
  expect((await readdir(clone)).filter((name) => name.includes('compose'))).toEqual([]);
  const env = stage.environment();
  const ktrdr = async (...args: string[]) =>
    (await execa(join(prefix, 'bin', 'ktrdr'), args, { cwd: clone, env, extendEnv: false, stdin: 'ignore' })).stdout;

  await ktrdr('local-prod', 'init');
  expect(await ktrdr('local-prod', 'up', '--no-secrets')).toMatch(/ktrdr-prod is ready/);
  expect(JSON.parse(await ktrdr('local-prod', 'status', '--json'))).toMatchObject({
    state: 'running',
    workers: { expected: 4, registered: 4 },
  });
  expect(await ktrdr('local-prod', 'destroy', '--yes')).toMatch(/destroyed/);
  expect(await tracesOf(stage.docker, 'ktrdr-prod')).toEqual([]);
});

/** The next minor or patch version. */
function bumped(version: string | undefined, minor: boolean): string {
  const [major = 0, middle = 0, patch = 0] = (version ?? '').split('.').map(Number);
  return minor ? `${major}.${middle + 1}.0` : `${major}.${middle}.${patch + 1}`;
}

/** Where npx has put a package. */
async function npxModulesOf(name: string): Promise<string> {
  const npx = join(home, '.npm', '_npx');
  const all = (await readdir(npx)).map((folder) => join(npx, folder, 'node_modules'));
  const found = await Promise.all(all.map(async (modules) => (await packagesIn(modules)).includes(name)));
  const modules = all[found.indexOf(true)];
  if (modules === undefined) throw new Error(`npx did not install ${name}`);
  return modules;
}

/** The packages that are installed in a `node_modules`, by name. */
async function packagesIn(modules: string): Promise<string[]> {
  const entries = (await readdir(modules)).filter((name) => !name.startsWith('.'));
  const names = entries.map(async (name) =>
    name.startsWith('@') ? (await readdir(join(modules, name))).map((each) => `${name}/${each}`) : [name],
  );
  return (await Promise.all(names)).flat();
}

/** Figures, for whoever reads the log; nothing depends on them. */
function say(line: string): void {
  process.stdout.write(`  ${line}\n`);
}

function secondsSince(begin: number): string {
  return `${((performance.now() - begin) / 1000).toFixed(1)} s`;
}

function byName(a: string, b: string): number {
  return a.localeCompare(b);
}
