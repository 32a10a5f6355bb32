import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { assertOk } from '../src/stage/assert-ok.ts';
import { fakeOp } from '../src/stage/fake-op.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// Lines of a person's own in .env.sandbox, with the real Engine.

let stage: Stage;
let sandbox: string;
let vault: string;
beforeAll(async () => {
  vault = await mkdtemp(join(tmpdir(), 'vault-'));
  stage = await setStage('settings');
  const clone = await stage.clone();
  assertOk(await stage.ktrdr('sandbox create lines --own strategies', { cwd: clone }));
  sandbox = join(clone, '..', 'ktrdr--lines');
});
afterAll(async () => {
  await stage.strike();
  await rm(vault, { recursive: true });
});

async function upWithItem() {
  const fields = {
    db_password: 'another one',
    jwt_secret: 'x'.repeat(32),
    anthropic_api_key: 'k',
    grafana_password: 'g',
  };
  const op = await fakeOp(vault, { items: [{ title: 'ktrdr-sandbox-dev', fields }] });
  return await stage.ktrdr('sandbox up', { cwd: sandbox, env: op.env });
}

test('a start that does not become ready has made the database: the other choice of secrets is refused', async () => {
  const migration = join(sandbox, 'alembic', 'versions', '0001_create_strategies.py');
  const text = await readFile(migration, 'utf8');
  await writeFile(migration, text.replace(/def upgrade.*/, '$&\n    raise RuntimeError("not today")'));
  const first = await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox });
  expect(first.exitCode).toBe(2);
  expect(first.stderr).toMatch(/not today/);
  await writeFile(migration, text);
  const other = await upWithItem();
  expect(other.exitCode).toBe(1);
  expect(other.stderr).toMatch(/was created without secrets/);
});

test('they reach the containers and survive; the other choice of secrets is refused before it starts', async () => {
  const lines = '# mine\nKTRDR_IB_HOST_ENABLED=true\nUSE_IB_HOST_SERVICE=true\nexport LOG_LEVEL="DEBUG" # loud\n';
  await appendFile(join(sandbox, '.env.sandbox'), lines);
  assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox }));
  const { stdout } = await execa('docker', ['inspect', 'ktrdr--lines-backend-1', '--format', '{{json .}}']);
  expect(stdout).toContain('USE_IB_HOST_SERVICE=true');
  expect(stdout).toContain(`"Source":"${join(sandbox, 'strategies')}"`);
  expect(await readFile(join(sandbox, '.env.sandbox'), 'utf8')).toContain(lines);

  const other = await upWithItem();
  expect(other.exitCode).toBe(1);
  expect(other.stderr).toMatch(
    /was created without secrets[^]*as it was created: ktrdr[^ ]* up ktrdr--[^ ]* --no-secrets[^]*down ktrdr--[^ ]* --volumes/,
  );
});
