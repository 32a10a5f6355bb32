import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { KEYS, openTerminal } from '../src/stage/open-terminal.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

let stage: Stage;
let clone: string;
let commands: string;
const PROJECT = 'ktrdr--orphan';
const LABEL = `com.docker.compose.project=${PROJECT}`;

beforeAll(async () => {
  stage = await setStage('doctor');
  clone = await stage.clone();
  // For the commands that the doctor prints.
  commands = join(stage.directory, 'bin');
  await mkdir(commands);
  await symlink(KTRDR, join(commands, 'ktrdr'));
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterAll(async () => await stage.strike());
afterEach(async () => {
  await docker('rm', '-f', `${PROJECT}-db-1`);
  await docker('network', 'rm', `${PROJECT}_default`);
  await docker('volume', 'rm', `${PROJECT}_data`);
});

const docker = async (...args: string[]) => await stage.docker.command(args);
const doctor = async (flags = '', env: Readonly<Record<string, string>> = {}) =>
  await stage.ktrdr(`doctor${flags}`, { cwd: clone, env });
const marker = () => join(clone, '.env.sandbox');

/** The commands that are printed below the first line with `text`: indented further than it. */
function printedCommands(output: string, text: string): string[] {
  const lines = output.split('\n');
  const below = lines.slice(lines.findIndex((line) => line.includes(text)) + 1);
  const end = below.findIndex((line) => !line.startsWith('      '));
  return below.slice(0, end).flatMap((line) => (line.startsWith('        ') ? [line.trim()] : []));
}

/** Runs what was printed, as a person would who copies it. */
async function follow(printed: readonly string[]): Promise<void> {
  const environment = stage.environment();
  for (const command of printed) {
    await execa('sh', ['-c', command], {
      cwd: stage.directory,
      env: { ...environment, PATH: `${commands}:${environment['PATH']}` },
      extendEnv: false,
    });
  }
}

describe('doctor', () => {
  test('finds nothing where nothing is wrong, from any directory', async () => {
    const result = assertOk(await stage.ktrdr('doctor --json', { cwd: '/' }));
    expect(JSON.parse(result.stdout)).toMatchObject({
      schemaVersion: 1,
      problems: 0,
      findings: expect.arrayContaining([expect.objectContaining({ severity: 'ok', subject: 'ktrdr-prod' })]),
      repairs: [],
    });
  });

  test('a lost .env.sandbox is written again, when somebody says so', async () => {
    const before = await readFile(marker(), 'utf8');
    await rm(marker());
    const found = await doctor();
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toMatch(/ktrdr-prod .*\.env\.sandbox is lost\n.*--fix writes it again[^]*1 problem/);

    const unconfirmed = await doctor(' --fix');
    expect(unconfirmed.exitCode).toBe(1);
    expect(unconfirmed.stdout).toMatch(/nothing was changed.*--yes/i);
    expect(existsSync(marker())).toBe(false);

    const terminal = openTerminal(`'${process.execPath}' '${KTRDR}' doctor --fix`, {
      cwd: clone,
      env: stage.environment(),
    });
    await terminal.see('[y/N]');
    terminal.type(`n${KEYS.enter}`);
    const { exitCode, shown } = await terminal.end();
    expect(exitCode).toBe(1);
    expect(shown).toMatch(/Nothing was changed\.\s*$/);
    expect(existsSync(marker())).toBe(false);

    const fixed = assertOk(await doctor(' --fix --yes'));
    expect(fixed.stdout).toMatch(/ktrdr-prod repaired: writes it again[^]*No problems/);
    expect(await readFile(marker(), 'utf8')).toBe(before);
  });

  test('resources of nobody are shown, left as they are, and gone after the printed commands', async () => {
    await docker('volume', 'create', '--label', LABEL, `${PROJECT}_data`);
    await docker('network', 'create', '--label', LABEL, `${PROJECT}_default`);
    await docker('create', '--name', `${PROJECT}-db-1`, '--label', LABEL, stage.appImage, 'true');

    const found = await doctor(' --fix --yes');
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toMatch(/ktrdr--orphan no registered instance accounts for 1 container, 1 volume, 1 network/);
    expect((await stage.docker.volumes(PROJECT)).map(({ name }) => name)).toEqual([`${PROJECT}_data`]);
    expect((await stage.docker.containers(PROJECT)).map(({ name }) => name)).toEqual([`${PROJECT}-db-1`]);

    await follow(printedCommands(found.stdout, PROJECT));
    expect(await stage.docker.containers(PROJECT)).toEqual([]);
    expect(await stage.docker.networks(PROJECT)).toEqual([]);
    expect(await stage.docker.volumes(PROJECT)).toEqual([]);
    assertOk(await doctor());
  });

  test('a damaged registry is left as it is; the printed commands register again what it held', async () => {
    const file = join(stage.home, 'sandbox', 'instances.json');
    await writeFile(file, '{"version": 1, "local_prod": ');
    const found = await doctor(' --fix --yes');
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toMatch(/Cannot read the registry[^]*ktrdr-prod: .*slot 0/);
    expect(await readFile(file, 'utf8')).toBe('{"version": 1, "local_prod": ');

    await follow(printedCommands(found.stdout, 'Cannot read the registry'));
    const registry: unknown = JSON.parse(await readFile(file, 'utf8'));
    expect(registry).toMatchObject({ local_prod: { instance_id: 'ktrdr-prod', path: clone } });
    assertOk(await doctor());
  });

  test('without an Engine it says so, and looks at everything else', async () => {
    await writeFile(marker(), (await readFile(marker(), 'utf8')).replace('KTRDR_API_PORT=8000', 'KTRDR_API_PORT=9999'));
    const found = await doctor(' --fix --yes', { DOCKER_HOST: 'unix:///nonexistent' });
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toMatch(/Docker Engine cannot be reached[^]*KTRDR_API_PORT: 9999, should be 8000/);
    expect(found.stdout).toMatch(/ktrdr-prod repaired[^]*1 problem/);
    expect(await readFile(marker(), 'utf8')).toContain('KTRDR_API_PORT=8000');
  });
});
