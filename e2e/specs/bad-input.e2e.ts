import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// What people get wrong: said with the place of the mistake, and nothing is lost by it.

let stage: Stage;
let sandbox: string;
const marker = () => join(sandbox, '.env.sandbox');

beforeAll(async () => {
  stage = await setStage('bad-input');
  sandbox = await stage.clone('mistakes');
  assertOk(await stage.ktrdr('sandbox init', { cwd: sandbox }));
});
afterAll(async () => await stage.strike());
afterEach(async () => await git(sandbox, 'clean', '-fdq'));

const up = async () => await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox });

test.each([
  ['not well formed', 'services:\n  a:\n    image: x\n   b: y\n', 4, /yaml: /],
  ['a wrong type', 'services:\n  a:\n    image: x\n    ports: foo\n', 4, /services\.a\.ports/],
  ['an unknown key', 'services:\n  a:\n    image: x\n    portz: []\n', 4, /portz/],
  ['a port that is none', 'services:\n  a:\n    image: x\n    ports: ["1:2:3:4"]\n', 4, /1:2/],
  ['a variable that does not end', 'services:\n  a:\n    image: x\n    user: ${X\n', 4, /\$\{X/],
  ['a service that is not there', 'services:\n  a:\n    image: x\n    depends_on: [b]\n', 4, /undefined service/],
])(
  "a Compose file that Compose refuses, %s: the file, the line, and Compose's own words",
  async (_, text, line, words) => {
    const file = join(sandbox, 'docker-compose.sandbox.yml');
    await writeFile(file, text);
    const result = await up();
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(`Compose cannot use ${file}, line ${line}`);
    expect(result.stderr).toMatch(words);
    expect(result.stderr).toMatch(/Nothing was started/);
  },
);

test.each([
  ['a directory', async () => await mkdir(marker())],
  ['not text', async () => await writeFile(marker(), Buffer.from([0x41, 0x3d, 0xff, 0xfe]))],
])('an .env.sandbox that cannot be read, %s: it is named, and stays as it is', async (_, put) => {
  const kept = join(stage.directory, 'kept');
  await rename(marker(), kept);
  try {
    await put();
    for (const command of ['sandbox up --no-secrets', 'sandbox destroy --yes']) {
      const result = await stage.ktrdr(command, { cwd: sandbox });
      expect([command, result.exitCode]).toEqual([command, 1]);
      expect(result.stderr).toContain(`Cannot read ${marker()}`);
      expect(result.stderr).not.toMatch(/bug/);
    }
    expect((await stage.ktrdr('doctor', { cwd: sandbox })).output).toContain(`Cannot read ${marker()}`);
  } finally {
    await rm(marker(), { recursive: true });
    await rename(kept, marker());
  }
  expect(await readFile(marker(), 'utf8')).toContain('INSTANCE_ID=ktrdr--mistakes');
});

test('a directory that git does not know any more: up, doctor and destroy say the same, and write nothing into it', async () => {
  const text = await readFile(marker(), 'utf8');
  const away = join(stage.directory, 'away.git');
  await rename(join(sandbox, '.git'), away);
  try {
    for (const command of ['sandbox up --no-secrets --workers 1', 'doctor', 'sandbox destroy --dry-run']) {
      const result = await stage.ktrdr(command, { cwd: sandbox });
      expect([command, result.output]).toEqual([
        command,
        expect.stringMatching(/is no longer the clone that was registered/),
      ]);
    }
    expect(await readFile(marker(), 'utf8')).toBe(text);
  } finally {
    await rename(away, join(sandbox, '.git'));
  }
});

test('a base that does not exist: nothing is made', async () => {
  const result = await stage.ktrdr('sandbox create fresh --from no-such-branch', { cwd: sandbox });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(/no-such-branch/);
  expect(result.stderr).not.toMatch(/bug/);
  expect((await stage.ktrdr('sandbox list', { cwd: sandbox })).stdout).not.toContain('ktrdr--fresh');
  await expect(git(sandbox, 'rev-parse', '--verify', 'fresh')).rejects.toThrow();
});
