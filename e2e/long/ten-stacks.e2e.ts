import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { usageOf } from '../src/stage/usage-of.ts';

// All ten sandboxes of a machine at once, each a whole stack of the shipped Compose file.

const NAMES = Array.from({ length: 10 }, (_, index) => `ten-${index + 1}`);
const idOf = (name: string): string => `ktrdr--${name}`;

let stage: Stage;

beforeAll(async () => {
  stage = await setStage('ten-stacks');
  const clone = await stage.clone('ktrdr');
  for (const name of NAMES) assertOk(await stage.ktrdr(`sandbox create ${name}`, { cwd: clone }));
});
afterAll(async () => await stage.strike());

const placeOf = (name: string): string => join(stage.directory, idOf(name));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs a shell's commands in a service of a sandbox. */
async function inService(
  name: string,
  service: string,
  input: string,
): Promise<{ exitCode: number | undefined; stdout: string }> {
  const { exitCode, stdout } = await execa(process.execPath, [KTRDR, 'sandbox', 'shell', service], {
    cwd: placeOf(name),
    input,
    env: stage.environment(),
    extendEnv: false,
    reject: false,
  });
  return { exitCode, stdout };
}

const query = async (name: string, sql: string) =>
  await inService(
    name,
    'db',
    `psql --no-psqlrc -tA -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v ON_ERROR_STOP=1 -c "${sql}"\n`,
  );

/** The addresses of a name as a sandbox's backend sees it; empty where it resolves nothing. */
async function addressOf(name: string, host: string): Promise<string> {
  const program = `import socket; print(socket.gethostbyname("${host}"))`;
  return (await inService(name, 'backend', `/app/.venv/bin/python -c '${program}'\n`)).stdout.trim();
}

/** The containers of all sandboxes but some, with their state, in an order that does not change. */
async function statesWithout(name: string): Promise<string[]> {
  const containers = await stage.docker.containers();
  return containers
    .filter(({ project }) => NAMES.some((each) => each !== name && idOf(each) === project))
    .map((container) => JSON.stringify([container.name, container.id, container.state, container.health?.status]))
    .toSorted((a, b) => a.localeCompare(b));
}

describe('ten stacks on one machine', () => {
  test('all start at once, and all become ready', async () => {
    const begin = performance.now();
    const results = await Promise.all(
      NAMES.map((name) => stage.ktrdr('sandbox up --no-secrets --timeout 600', { cwd: placeOf(name) })),
    );
    const seconds = Math.round((performance.now() - begin) / 1000);
    print(
      `ready after: ${results.map((result) => `${Math.round(result.seconds)} s`).join(', ')}; all after ${seconds} s`,
    );
    for (const result of results) assertOk(result);
    const all = await usageOf(NAMES.map(idOf));
    for (const [index, { mebibytes, cpu }] of all.entries())
      print(`${NAMES[index]}: ${Math.round(mebibytes)} MiB, ${cpu.toFixed(1)} % of a core`);
    const together = all.reduce((sum, { mebibytes }) => sum + mebibytes, 0);
    const cpu = all.reduce((sum, each) => sum + each.cpu, 0);
    print(`together: ${Math.round(together)} MiB, ${cpu.toFixed(1)} % of a core`);
    const listed = assertOk(await stage.ktrdr('sandbox list --json', { cwd: '/' }));
    expect(JSON.parse(listed.stdout)).toMatchObject({
      instances: NAMES.map((name, index) => ({ id: idOf(name), slot: index + 1, state: 'running' })),
    });
  });

  test('what is written to one database is in no other', async () => {
    for (const name of NAMES) {
      const { exitCode } = await query(name, `create table proof as select '${name}'::text as owner`);
      expect(exitCode).toBe(0);
    }
    for (const name of NAMES) expect((await query(name, 'select owner from proof')).stdout).toBe(name);
  });

  test('service names lead each to its own, and no name leads to another', async () => {
    const seen = new Set<string>();
    for (const [index, name] of NAMES.entries()) {
      const db = await addressOf(name, 'db');
      expect(db).toBe(await addressOf(name, `${idOf(name)}-db-1`));
      seen.add(db);
      const neighbour = NAMES[(index + 1) % NAMES.length] ?? '';
      expect(await addressOf(name, `${idOf(neighbour)}-db-1`)).toBe('');
      expect(await addressOf(name, `db.${idOf(neighbour)}_default`)).toBe('');
    }
    expect(seen.size).toBe(NAMES.length);
  });

  test('stopping one leaves the others as they are', async () => {
    const [first = ''] = NAMES;
    const before = await statesWithout(first);
    expect(before.length).toBeGreaterThan(9 * 8);
    assertOk(await stage.ktrdr('sandbox down', { cwd: placeOf(first) }));
    expect(await statesWithout(first)).toEqual(before);
  });
});
