import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import * as z from 'zod';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// More of what may be wrong with an instance, each made to happen as a person would.

let stage: Stage;
let sandbox: string;
const ID = 'ktrdr--causes';

const causes = z.array(
  z.object({ code: z.string(), service: z.nullable(z.string()), summary: z.string(), fix: z.nullable(z.string()) }),
);

beforeAll(async () => {
  stage = await setStage('causes');
  const clone = await stage.clone('ktrdr');
  assertOk(await stage.ktrdr('sandbox create causes', { cwd: clone }));
  sandbox = join(stage.directory, ID);
});
afterAll(async () => await stage.strike());

const up = async (args = '--no-secrets') => await stage.ktrdr(`up ${ID} ${args}`.trim(), { cwd: stage.directory });

async function why(): Promise<z.infer<typeof causes>> {
  const { stdout } = await stage.ktrdr(`why ${ID} --json`, { cwd: stage.directory });
  return z.object({ causes }).parse(JSON.parse(stdout)).causes;
}

const own = (): string => join(sandbox, 'docker-compose.sandbox.yml');
const idle = (different: object = {}): object => ({
  image: stage.appImage,
  command: ['sleep', 'infinity'],
  init: true,
  ...different,
});
const write = async (services: Record<string, object>): Promise<void> =>
  await writeFile(own(), JSON.stringify({ services }));

/** Compose itself, as somebody types it. */
const compose = async (...args: string[]) =>
  await execa('docker', ['compose', '-p', ID, '-f', own(), ...args], { cwd: sandbox });

async function clear(): Promise<void> {
  await stage.ktrdr(`down ${ID} --volumes --yes`, { cwd: stage.directory });
  await git(sandbox, 'clean', '-fdq', '--exclude', '.env.sandbox');
  await git(sandbox, 'checkout', '-q', '.');
}

describe('why the last start was refused', () => {
  test('secrets that cannot be had', async () => {
    expect((await up('')).exitCode).toBe(4);
    expect(await why()).toMatchObject([{ code: 'SECRET_MISSING', service: null }]);
  });

  test('an image that nobody can pull', async () => {
    await write({ web: { image: 'nowhere.invalid/none:1' } });
    expect((await up()).exitCode).toBe(1);
    const found = await why();
    expect(found).toMatchObject([{ code: 'IMAGE_MISSING', service: null }]);
    expect(found[0]?.summary).toContain('nowhere.invalid/none:1');
    await clear();
  });

  test('no addresses for another network', async () => {
    const made: string[] = [];
    try {
      for (let full = false; !full && made.length < 64;) {
        const name = `causes-${made.length}`;
        ({ failed: full } = await execa('docker', ['network', 'create', name], { reject: false }));
        if (!full) made.push(name);
      }
      await write({ web: idle() });
      const failed = await up();
      expect(failed.exitCode).toBe(2);
      expect(failed.stderr).toMatch(/\(ADDRESS_POOLS\)/);
      expect(await why()).toMatchObject([
        { code: 'ADDRESS_POOLS', fix: expect.stringContaining('docker network prune') },
      ]);
    } finally {
      await execa('docker', ['network', 'rm', ...made]);
    }
    await clear();
  });
});

describe('what was done to one that runs', () => {
  test('a container of a service that the file has lost', async () => {
    await write({ web: idle(), old: idle() });
    assertOk(await up());
    await write({ web: idle() });
    expect(await why()).toMatchObject([{ code: 'ORPHAN', service: 'old', fix: `docker rm -f ${ID}-old-1` }]);
    await clear();
  });

  test('one that was started by hand, with other ports', async () => {
    await write({ web: idle({ ports: ['18123:8123'] }) });
    await compose('up', '-d');
    await write({ web: idle({ ports: ['18124:8123'] }) });
    expect(await why()).toMatchObject([{ code: 'STARTED_OTHERWISE', service: 'web' }]);
    await clear();
  });
});
