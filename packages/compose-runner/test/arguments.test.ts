import { describe, expect, test } from '@jest/globals';
import { composeArgs, composeArgsByName } from '../src/index.ts';
import { addressArgs } from '@ktrdr/engine';
import { upArgs } from '../src/up-args.ts';

describe('composeArgs', () => {
  const project = { name: 'ktrdr-prod', directory: '/home/me/my ktrdr', files: ['/a.yml'] };
  const leading = ['compose', '-p', 'ktrdr-prod', '--project-directory', '/home/me/my ktrdr'];

  test.each([
    ['one file', project, [...leading, '-f', '/a.yml', 'ps']],
    ['files in the order given', { ...project, files: ['/a.yml', '-'] }, [...leading, '-f', '/a.yml', '-f', '-', 'ps']],
    [
      'every profile',
      { ...project, profiles: ['local-prod', 'extra-workers'] },
      [...leading, '-f', '/a.yml', '--profile', 'local-prod', '--profile', 'extra-workers', 'ps'],
    ],
    ['no profiles', { ...project, profiles: [] }, [...leading, '-f', '/a.yml', 'ps']],
  ])('%s', (_, given, expected) => {
    expect(composeArgs(given, ['ps'])).toEqual(expected);
  });

  test('by name there is neither file nor directory', () => {
    expect(composeArgsByName('ktrdr-prod', ['down', '--volumes'])).toEqual([
      'compose',
      '-p',
      'ktrdr-prod',
      'down',
      '--volumes',
    ]);
  });
});

test.each([
  ['all services', {}, ['up', '--detach']],
  ['some services', { services: ['db', 'backend'] }, ['up', '--detach', 'db', 'backend']],
])('upArgs: %s', (_, options, expected) => {
  expect(upArgs(options)).toEqual(expected);
});

test.each([
  ['the Engine that docker chooses', {}, []],
  ['a context', { context: 'big-machine' }, ['--context', 'big-machine']],
  ['an address', { host: 'ssh://me@big-machine' }, ['--host', 'ssh://me@big-machine']],
])('addressArgs: %s', (_, address, expected) => {
  expect(addressArgs(address)).toEqual(expected);
});
