import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chooseComposeFiles, interpolatesApiPort } from '../../src/compose-file/choose-compose-file.ts';
import { assertCompose, isNewEnough } from '../../src/start/engine-requirements.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
const shipped = '/package/docker-compose.sandbox.yml';
const OURS = 'services:\n  backend:\n    ports: ["${KTRDR_API_PORT:-8000}:8000"]\n';
const THEIRS = 'services:\n  backend:\n    ports: ["8000:8000"]\n';
let count = 0;

/** A directory with these files. */
function directoryWith(files: Readonly<Record<string, string>>): string {
  const directory = join(root, String((count += 1)));
  mkdirSync(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

describe('chooseComposeFile', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    [
      'its own file for sandboxes',
      { 'docker-compose.sandbox.yml': THEIRS, 'docker-compose.yml': OURS },
      'docker-compose.sandbox.yml',
    ],
    ['its general file, if that takes the API port from us', { 'docker-compose.yml': OURS }, 'docker-compose.yml'],
    ['the shipped one, if its own would publish fixed ports', { 'docker-compose.yml': THEIRS }, undefined],
    ['the shipped one, if it has none', {}, undefined],
    ['the shipped one, if its own is empty', { 'docker-compose.yml': '' }, undefined],
  ])('%s', async (_, files, expected) => {
    const directory = directoryWith(files);
    expect(await chooseComposeFiles({ directory, requested: [], isRemembered: true, shipped })).toEqual({
      files: [expected === undefined ? shipped : join(directory, expected)],
      shipped: expected === undefined,
      origin: 'found',
    });
  });

  test.each([
    [false, 'asked'],
    [true, 'remembered'],
  ])('those asked for come before everything, in their order', async (isRemembered, origin) => {
    const directory = directoryWith({ 'docker-compose.sandbox.yml': OURS });
    const elsewhere = directoryWith({ 'mine.yml': THEIRS });
    const requested = [join(elsewhere, 'mine.yml'), join(directory, 'docker-compose.sandbox.yml')];
    const choice = await chooseComposeFiles({ directory, requested, isRemembered, shipped });
    expect(choice).toEqual({ files: requested, shipped: false, origin });
  });

  test.each([
    ['is not there', 'nowhere.yml', false, 'omit the option'],
    ['is below a file', 'docker-compose.yml/x.yml', false, '--compose-file'],
    ['is a directory', '', false, 'a file that you can read'],
    ['was there once', 'nowhere.yml', true, '--no-compose-file'],
  ])('one asked for that %s is refused, not replaced by another', async (_, name, isRemembered, hint) => {
    const directory = directoryWith({ 'docker-compose.yml': OURS });
    const requested = [join(directory, 'docker-compose.yml'), join(directory, name)];
    await expect(chooseComposeFiles({ directory, requested, isRemembered, shipped })).rejects.toMatchObject({
      code: 'COMPOSE_FILE_MISSING',
      hint: expect.stringContaining(hint),
    });
  });
});

describe('interpolatesApiPort', () => {
  test.each([
    ['      - "${KTRDR_API_PORT:-8000}:8000"', true],
    ['      - "$KTRDR_API_PORT:8000"', true],
    ['      - ${KTRDR_API_PORT}:8000', true],
    ['first: line\n      - ${KTRDR_API_PORT:?set it}:8000\n', true],
    ['# ${KTRDR_API_PORT} is taken from the environment', false],
    ['      - 8000:8000 # not ${KTRDR_API_PORT}', false],
    ['      KTRDR_API_PORT: 8000', false],
    ['      - ${KTRDR_API_PORT_2}:8000', false],
    ['', false],
  ])('%p: %p', (text, expected) => {
    expect(interpolatesApiPort(text)).toBe(expected);
  });
});

describe('what the Engine must know', () => {
  test.each([
    ['25.0.0', '2.24.0', true],
    ['26.1.5+dfsg1', '2.26.1-4', true],
    ['28.0.0-rc.1', '2.40.0-desktop.1', true],
    ['29.0.1', '5.0.0', true],
    ['24.0.9', '2.26.1', false],
    ['20.10.24+dfsg1', '2.26.1', false],
    ['25.0.0', '2.23.3', false],
    ['25.0.0', '1.29.2', false],
    // What cannot be read is a development build: new.
    ['dev', '2.24.0', true],
    ['library-import', 'dev', true],
  ])('Engine %s with Compose %s is new enough: %p', (engine, compose, expected) => {
    expect(isNewEnough({ engine, compose })).toBe(expected);
  });

  test('a Compose that cannot read what is merged over a file is refused', () => {
    expect(() => assertCompose({ compose: '2.24.0' })).not.toThrow();
    expect(() => assertCompose({ compose: '2.23.3' })).toThrow(
      expect.objectContaining({
        code: 'ENGINE_TOO_OLD',
        message: 'Compose 2.23.3 is too old: 2.24 or newer is needed',
      }),
    );
  });
});
