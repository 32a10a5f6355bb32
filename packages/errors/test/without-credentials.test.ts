import { expect, test } from '@jest/globals';
import { loginsIn, withoutCredentials } from '../src/index.ts';

test.each([
  ['https://host/ktrdr.git', 'https://host/ktrdr.git'],
  ['https://me:hush@host/ktrdr', 'https://host/ktrdr'],
  ['HTTPS://a-token@host/ktrdr', 'HTTPS://host/ktrdr'],
  ['https://me:pa/ss@host/ktrdr', 'https://host/ktrdr'],
  ['https://me:p@ss@host/ktrdr', 'https://host/ktrdr'],
  ['https://me:a://b@host/ktrdr', 'https://host/ktrdr'],
  ['ssh://git@host/ktrdr', 'ssh://git@host/ktrdr'],
  ['ssh://git:hush@host/ktrdr', 'ssh://host/ktrdr'],
  ['ssh://git:p@ss@host/ktrdr', 'ssh://host/ktrdr'],
  ['git@host:me/ktrdr', 'git@host:me/ktrdr'],
  ['file:///home/me@work/ktrdr', 'file:///home/me@work/ktrdr'],
  ['/home/me@work/ktrdr', '/home/me@work/ktrdr'],
  [
    "unable to access 'https://me:pa/ss@host/a': not 'https://me:hush@host/b', nor ssh://git@host/c",
    "unable to access 'https://host/a': not 'https://host/b', nor ssh://git@host/c",
  ],
])('%s is shown as %s', (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown);
});

test.each([
  ['https://host/ktrdr.git', []],
  ['postgresql+asyncpg://me:p@ss/word@db/k', [{ scheme: 'postgresql+asyncpg', who: 'me:p@ss/word' }]],
  [
    'ssh://git@host/a and https://key@host/b',
    [
      { scheme: 'ssh', who: 'git' },
      { scheme: 'https', who: 'key' },
    ],
  ],
])('who logs in at %s', (text, logins) => {
  expect(loginsIn(text)).toEqual(logins);
});
