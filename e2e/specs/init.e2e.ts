import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { git } from '../src/stage/git.ts';
import { hashTree } from '../src/stage/hash-tree.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('init');
  clone = await stage.clone();
});
afterAll(async () => await stage.strike());
afterEach(async () => {
  await stage.ktrdr('local-prod destroy --force', { cwd: stage.directory });
  await rm(join(clone, '.env.sandbox'), { force: true });
});

const init = async (cwd: string) => await stage.ktrdr('local-prod init', { cwd });
const registryFile = () => join(stage.home, 'sandbox', 'instances.json');

describe('init is refused, and changes nothing', () => {
  test('outside a git repository', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'not-git-'));
    try {
      const result = await init(directory);
      expect(result.exitCode).toBe(2);
      expect(result.stderr).toMatch(/must be a clone.*not in a git repository[^]*git clone/i);
      expect(existsSync(registryFile()) ? await readFile(registryFile(), 'utf8') : '').not.toContain(directory);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('in a linked worktree', async () => {
    const worktree = join(stage.directory, 'worktree');
    await git(clone, 'worktree', 'add', '-q', worktree, '-b', 'feature');
    const before = await hashTree(worktree);
    const result = await init(worktree);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/must be a clone.*linked worktree/i);
    expect(await hashTree(worktree)).toBe(before);
    await git(clone, 'worktree', 'remove', worktree);
  });

  test('in a submodule', async () => {
    const superproject = join(stage.directory, 'superproject');
    await mkdir(superproject);
    await git(superproject, 'init', '-q');
    await git(superproject, 'submodule', '--quiet', 'add', stage.origin, 'ktrdr');
    const result = await init(join(superproject, 'ktrdr'));
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/must be a clone.*submodule/i);
    expect(existsSync(join(superproject, 'ktrdr', '.env.sandbox'))).toBe(false);
  });

  test('in a repository that is not KTRDR', async () => {
    const other = await mkdtemp(join(tmpdir(), 'other-'));
    try {
      await git(other, 'init', '-q');
      await git(other, 'remote', 'add', 'origin', 'https://example.invalid/shop.git');
      const result = await init(other);
      expect(result.exitCode).toBe(2);
      expect(result.stderr).toMatch(/not a ktrdr repository.*shop\.git/i);
      expect(existsSync(join(other, '.env.sandbox'))).toBe(false);
    } finally {
      await rm(other, { recursive: true });
    }
  });

  test('twice in the same clone', async () => {
    assertOk(await init(clone));
    const before = await readFile(registryFile(), 'utf8');
    const result = await init(clone);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/already exists/i);
    expect(result.stderr).toContain(clone);
    expect(await readFile(registryFile(), 'utf8')).toBe(before);
  });

  test('when another clone is registered, naming it', async () => {
    assertOk(await init(clone));
    const other = await stage.clone('other');
    const result = await init(other);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/already exists/i);
    expect(result.stderr).toContain(clone);
    expect(existsSync(join(other, '.env.sandbox'))).toBe(false);
    await rm(other, { recursive: true });
  });

  test('over an .env.sandbox that no registered instance accounts for', async () => {
    await writeFile(join(clone, '.env.sandbox'), 'INSTANCE_ID=ktrdr--old\nSLOT_NUMBER=3\n');
    const result = await init(clone);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/already initialized[^]*mv -n \S+[^]*rm \S+/i);
    expect(result.stderr).toContain(join(clone, '.env.sandbox'));
    expect(await readFile(join(clone, '.env.sandbox'), 'utf8')).toContain('ktrdr--old');
  });

  test('without colours in a pipe, also where CI is set', async () => {
    const result = await stage.ktrdr('local-prod init', { cwd: '/', env: { CI: 'true' } });
    expect(result.exitCode).toBe(2);
    expect(result.output).not.toContain('\u001B[');
  });

  test('when the registry is damaged, which is left as it is', async () => {
    await mkdir(join(stage.home, 'sandbox'), { recursive: true });
    const healthy = existsSync(registryFile()) ? await readFile(registryFile()) : undefined;
    await writeFile(registryFile(), '{"version": 1, "local_prod": ');
    const result = await stage.ktrdr('local-prod init --json', { cwd: clone });
    expect(result.exitCode).toBe(5);
    expect(result.stderr).toContain(registryFile());
    const document: unknown = JSON.parse(result.stdout);
    expect(document).toMatchObject({ error: { code: 'REGISTRY_UNREADABLE', hint: expect.any(String) } });
    expect(await readFile(registryFile(), 'utf8')).toBe('{"version": 1, "local_prod": ');
    await (healthy === undefined ? rm(registryFile()) : writeFile(registryFile(), healthy));
  });
});

describe('init', () => {
  test.each(['one clone', 'two clones'])('in a race of two, in %s, exactly one wins', async (where) => {
    const other = where === 'one clone' ? clone : await stage.clone('racer');
    const results = await Promise.all([init(clone), init(other)]);
    expect(results.map(({ exitCode }) => String(exitCode)).toSorted()).toEqual(['0', '1']);
    const loser = results.find(({ exitCode }) => exitCode === 1);
    expect(loser?.stderr).toMatch(/already exists/i);
    const registry: unknown = JSON.parse(await readFile(registryFile(), 'utf8'));
    const winner = results[0]?.exitCode === 0 ? clone : other;
    expect(registry).toMatchObject({ local_prod: { path: winner } });
    expect(existsSync(join(winner, '.env.sandbox'))).toBe(true);
    if (other === clone) return;
    expect(existsSync(join(winner === clone ? other : clone, '.env.sandbox'))).toBe(false);
    await rm(other, { recursive: true });
  });

  test('finishes what an init that was killed had begun', async () => {
    assertOk(await init(clone));
    // Killed between registering and writing the file, init leaves exactly this.
    await rm(join(clone, '.env.sandbox'));
    const result = await init(clone);
    expect(result.exitCode).toBe(0);
    expect(result.output).toMatch(/interrupted/);
    expect(await readFile(join(clone, '.env.sandbox'), 'utf8')).toContain('SLOT_NUMBER=0');
  });

  test('asks before it takes over volumes of an earlier local-prod; only --keep-volumes answers', async () => {
    const volume = 'ktrdr-prod_postgres_data';
    await execa('docker', ['volume', 'create', '--label', 'com.docker.compose.project=ktrdr-prod', volume]);
    try {
      const refused = await stage.ktrdr('local-prod init --yes', { cwd: clone });
      expect(refused.exitCode).toBe(1);
      expect(refused.output).toContain(`docker volume rm ${volume}`);
      expect(refused.output).toContain('--keep-volumes');
      expect(existsSync(join(clone, '.env.sandbox'))).toBe(false);
      assertOk(await stage.ktrdr('local-prod init --keep-volumes', { cwd: clone }));
    } finally {
      await execa('docker', ['volume', 'rm', '--force', volume]);
    }
  });

  test('takes no notice of the shell: variables of another instance do not decide', async () => {
    const result = await stage.ktrdr('local-prod init --json', {
      cwd: join(clone, 'ktrdr'),
      env: { COMPOSE_PROJECT_NAME: 'ktrdr--other', SLOT_NUMBER: '7', KTRDR_API_PORT: '8007', GIT_DIR: '/nowhere' },
    });
    expect(result.exitCode).toBe(0);
    const description: unknown = JSON.parse(result.stdout);
    expect(description).toMatchObject({
      id: 'ktrdr-prod',
      slot: 0,
      path: clone,
      state: 'stopped',
      ports: { api: 8000 },
    });
    expect(await readFile(join(clone, '.env.sandbox'), 'utf8')).toContain('KTRDR_API_PORT=8000');
  });
});
