import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import { execa } from 'execa';
import { KTRDR, WORKSPACE } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// A start of a stack that runs already, with a Compose file that has changed: Compose replaces containers under the gate.

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('replace');
  clone = await stage.clone();
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  await writeGeneration(0);
  assertOk(await up());
});
afterAll(async () => await stage.strike());

const up = async () => await stage.ktrdr('local-prod up --no-secrets', { cwd: clone });

/** The shipped Compose file as the clone's own, in which database, backend and workers know their generation. */
async function writeGeneration(generation: number): Promise<void> {
  const shipped = await readFile(join(WORKSPACE, 'compose', 'docker-compose.sandbox.yml'), 'utf8');
  const changed = shipped
    .replace('  ENVIRONMENT: development\n', `$&  GENERATION: '${generation}'\n`)
    .replace('      POSTGRES_DB: *db-name\n', `$&      GENERATION: '${generation}'\n`);
  expect(changed.match(/GENERATION/g)).toHaveLength(2);
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), changed);
}

async function containerOf(service: string): Promise<Container> {
  const container = (await stage.docker.containers('ktrdr-prod')).find((one) => one.service === service);
  if (container === undefined) throw new Error(`${service} has no container`);
  return container;
}

test('ready means the new containers, with a migration that only they could run', async () => {
  const before = await containerOf('backend');
  await writeFile(
    join(clone, 'alembic', 'versions', '0002_by_the_next_generation.py'),
    [
      'import os',
      'from alembic import op',
      'revision = "0002"',
      'down_revision = "0001"',
      'def upgrade():',
      '    if os.environ["GENERATION"] != "1":',
      '        raise RuntimeError("the old backend cannot know this")',
      '    op.execute("CREATE TABLE generation_one (id int)")',
      '',
    ].join('\n'),
  );
  await writeGeneration(1);
  assertOk(await up());
  const database = await containerOf('db');
  expect((await containerOf('backend')).id).not.toBe(before.id);
  const query = `psql -U ktrdr -d ktrdr -Atqc "select count(*) from generation_one"`;
  expect((await stage.docker.exec(database.id, ['sh', '-c', query])).stdout.trim()).toBe('0');
  const status: unknown = JSON.parse((await stage.ktrdr('local-prod status --json', { cwd: clone })).stdout);
  expect(status).toMatchObject({ state: 'running', workers: { expected: 4, registered: 4 } });
});

test('Ctrl-C while they are being replaced: the next start gets past what is left', async () => {
  await writeGeneration(2);
  const child = execa(process.execPath, [KTRDR, 'local-prod', 'up', '--no-secrets'], {
    cwd: clone,
    env: stage.environment(),
    extendEnv: false,
    reject: false,
  });
  const isReplacing = async (): Promise<boolean> =>
    (await stage.docker.containers('ktrdr-prod')).some(({ name }) => /^[0-9a-f]{12}_/.test(name));
  while (child.exitCode === null && !(await isReplacing())) await sleep(20);
  child.kill('SIGINT');
  expect((await child).exitCode).toBe(130);
  assertOk(await up());
  expect(await isReplacing()).toBe(false);
});

test.each([
  ['a start', 'local-prod up --no-secrets', 3],
  ['compose', 'compose --no-secrets -- up --detach', 4],
])('and %s past a container under the very name that Compose needs', async (_who, args, generation) => {
  const { id, image } = await containerOf('backend');
  const labels = {
    project: 'ktrdr-prod',
    'project.working_dir': clone,
    service: 'backend',
    oneoff: 'False',
    'container-number': '1',
    // Compose gives it to everything that it makes.
    'config-hash': 'of an earlier start',
  };
  const create = await stage.docker.command([
    'create',
    '--name',
    `${id.slice(0, 12)}_ktrdr-prod-backend-1`,
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `com.docker.compose.${name}=${value}`]),
    image,
  ]);
  expect(create.exitCode).toBe(0);
  await writeGeneration(generation);
  const result = await stage.ktrdr(args, { cwd: clone });
  assertOk(result);
  expect(result.output).toMatch(/interrupted while containers were being replaced/);
});
