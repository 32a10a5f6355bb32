import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { strFromU8, unzipSync } from 'fflate';
import { readDocument } from '../src/stage/read-document.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { type FakeOp, fakeOp } from '../src/stage/fake-op.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// A report of a bug: one file, which somebody else may read.

const ID = 'ktrdr--reported';
/** Each of them is where KTRDR, Docker or a person may have a secret. */
const SECRETS = {
  literal: 'canary-literal',
  dotEnv: 'canary-dot-env',
  envFile: 'canary-env-file',
  address: 'canary-address',
  config: 'canary-config',
  secret: 'canary-secret-file',
  shell: 'canary-shell',
  probe: 'canary-probe',
  item: 'canary-item',
  ownField: 'canary-own-field',
};

let stage: Stage;
let sandbox: string;
/** So that every path of this test lies in it. */
let home: string;
/** What op knows lies elsewhere. */
let vault: string;
let op: FakeOp;

const run = async (args: string, cwd = sandbox) =>
  await stage.ktrdr(args, { cwd, env: { ...op.env, HOME: home, SHELL_TOKEN: SECRETS.shell } });

beforeAll(async () => {
  stage = await setStage('report');
  sandbox = await stage.clone('reported');
  home = dirname(stage.directory);
  vault = await mkdtemp(join(tmpdir(), 'vault-'));
  const fields = { anthropic_api_key: SECRETS.item, GREETING_TOKEN: SECRETS.ownField };
  op = await fakeOp(vault, { items: [{ title: 'ktrdr-sandbox-dev', fields }] });
  assertOk(await run('sandbox init'));
  await writeFile(join(sandbox, '.env'), `MY_PASSWORD=${SECRETS.dotEnv}\n`);
  await writeFile(join(sandbox, 'more.env'), `MORE_TOKEN=${SECRETS.envFile}\n`);
  await writeFile(join(sandbox, 'settings.yaml'), `client-secret: ${SECRETS.config}\n`);
  await writeFile(join(sandbox, 'secret.txt'), SECRETS.secret);
  const says =
    'echo "$$A_PASSWORD $$B_PASSWORD $$MORE_TOKEN $$URL $$SHELL_TOKEN $$ANTHROPIC_API_KEY $$GREETING_TOKEN"; cat /run/secrets/mine /settings.yaml';
  const service = {
    image: stage.appImage,
    command: ['sh', '-c', `${says}; echo "in ${sandbox}"; exit 3`],
    environment: {
      A_PASSWORD: SECRETS.literal,
      B_PASSWORD: '${MY_PASSWORD}',
      URL: `postgresql://me:${SECRETS.address}@db/x`,
      SHELL_TOKEN: '${SHELL_TOKEN}',
      ANTHROPIC_API_KEY: '${ANTHROPIC_API_KEY}',
      GREETING_TOKEN: '${GREETING_TOKEN}',
      PROBE_TOKEN: SECRETS.probe,
    },
    env_file: ['more.env'],
    secrets: ['mine'],
    volumes: ['./settings.yaml:/settings.yaml'],
    healthcheck: { test: ['CMD-SHELL', 'echo probed with $$PROBE_TOKEN; exit 1'], interval: '1s' },
  };
  const sick = { ...service, command: ['sh', '-c', `${says}; exec sleep infinity`], init: true };
  const file = { services: { teller: service, sick }, secrets: { mine: { file: './secret.txt' } } };
  await writeFile(join(sandbox, 'docker-compose.sandbox.yml'), JSON.stringify(file));
  expect((await run('sandbox up --timeout 5')).exitCode).toBe(2);
  // Until its health check has failed for the first time.
  while ((await stage.docker.containers(ID)).every(({ health }) => health?.lastProbe === undefined)) await sleep(200);
});
afterAll(async () => {
  await stage.strike();
  await rm(vault, { recursive: true, force: true });
});

/** The files of a report, by their paths. */
async function contentsOf(zip: string): Promise<Map<string, string>> {
  const files = Object.entries(unzipSync(await readFile(zip)));
  return new Map(files.map(([path, bytes]) => [path, strFromU8(bytes)]));
}

/** What must be in no report, neither in a file nor in the name of one: where it is seen. */
function tracesIn(found: ReadonlyMap<string, string>): [string, string][] {
  const words = [...Object.values(SECRETS), home, 'canary'];
  return [...found].flatMap(([path, text]) =>
    words.filter((word) => path.includes(word) || text.includes(word)).map((word): [string, string] => [path, word]),
  );
}

test('one file with all that tells what is wrong; what is in it is listed', async () => {
  const { stdout, exitCode } = await run('report reported --json', stage.directory);
  expect(exitCode).toBe(0);
  readDocument('report', stdout);
  const { id, file, contents } = JSON.parse(stdout);
  expect(id).toBe(ID);
  expect(dirname(file)).toBe(stage.directory);
  const found = await contentsOf(file);
  expect([...found.keys()]).toEqual(contents.map(({ path }: { path: string }) => path));
  expect([...found.keys()]).toEqual(
    expect.arrayContaining(['README.txt', 'summary.json', 'compose.json', 'containers.json', 'events.json']),
  );
  expect(found.get(`logs/${ID}-teller-1.log`)).toMatch(/\[redacted\] \[redacted\]/);
  expect(JSON.parse(found.get('summary.json') ?? '')).toMatchObject({
    id: ID,
    explanation: { causes: expect.arrayContaining([expect.objectContaining({ service: 'teller' })]) },
    versions: { program: expect.stringMatching(/^@ktrdr\/cli /) },
  });
  expect(found.get('containers.json')).toMatch(/probed with \[redacted\]/);
  expect([...found.keys()].filter((path) => path.startsWith('records/'))).not.toEqual([]);
});

test('no secret is in any of its files, and no path of the home', async () => {
  // The containers have what op gave.
  const { stdout: known } = await execa('docker', ['exec', `${ID}-sick-1`, 'printenv']);
  expect(known).toContain(SECRETS.item);
  expect(known).toContain(SECRETS.ownField);
  const output = join(stage.directory, 'canaries.zip');
  const { stdout, exitCode } = await run(`report --output ${output}`);
  expect(exitCode).toBe(0);
  const found = await contentsOf(output);
  expect(found.size).toBeGreaterThan(6);
  expect(tracesIn(found)).toEqual([]);
  expect(found.get('summary.json')).toContain('~/report/');
  // The terminal lists all of it, and nothing else.
  const listed = [...stdout.matchAll(/^ {4}(\S+) {2,}\d/gm)].map(([, path]) => path);
  expect(listed).toEqual([...found.keys()]);
});

test('a file that there is stays as it is', async () => {
  const output = join(stage.directory, 'mine.zip');
  await writeFile(output, 'mine');
  const refused = await run(`report --output ${output}`);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/mine\.zip already exists/);
  expect(await readFile(output, 'utf8')).toBe('mine');
});

test('of an instance that is destroyed, what was recorded', async () => {
  assertOk(await run('sandbox destroy --yes --force'));
  const output = join(stage.directory, 'destroyed.zip');
  assertOk(await run(`report reported --output ${output}`, stage.directory));
  const found = await contentsOf(output);
  expect(tracesIn(found)).toEqual([]);
  const paths = [...found.keys()];
  expect(paths[0]).toBe('README.txt');
  expect(paths.slice(1).every((path) => path.startsWith('records/'))).toBe(true);
  expect(paths.length).toBeGreaterThan(1);
  const nobody = await run('report nobody', stage.directory);
  expect(nobody.stderr).toMatch(/No instance is called nobody/);
});
