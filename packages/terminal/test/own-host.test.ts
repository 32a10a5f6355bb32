import { expect, test } from '@jest/globals';
import { isKnownHere, type NameSources, withOwnHost } from '../src/urls/own-host.ts';

const NAME = 'feat-x.localhost';
const DEBIAN: NameSources = {
  hosts: '127.0.0.1\tlocalhost\n',
  nsswitch: 'passwd: files\nhosts:\t files dns\n',
  hasResolved: false,
};

test.each<[string, Partial<NameSources>, boolean]>([
  ['a machine that asks a server of the network', {}, false],
  ['nss-myhostname', { nsswitch: 'hosts: files mymachines dns myhostname\n' }, true],
  [
    'nss-resolve, with systemd-resolved',
    { nsswitch: 'hosts: resolve [!UNAVAIL=return] files dns\n', hasResolved: true },
    true,
  ],
  ['nss-resolve, which cannot be asked', { nsswitch: 'hosts: resolve [!UNAVAIL=return] files dns\n' }, false],
  ['a comment', { nsswitch: '# hosts: myhostname\nhosts: files dns # myhostname\n' }, false],
  ['a line in /etc/hosts', { hosts: `127.0.0.1 localhost\n::1 x ${NAME} # mine\n` }, true],
  [
    'a line in /etc/hosts that leads elsewhere',
    { hosts: `10.0.0.1 ${NAME}\n`, nsswitch: 'hosts: files myhostname' },
    false,
  ],
  ['nothing that can be read', { hosts: '', nsswitch: '' }, false],
])('whether the machine knows such names by itself: %s', (_, different, expected) => {
  expect(isKnownHere(NAME, { ...DEBIAN, ...different })).toBe(expected);
});

test('a name of its own stands in place of localhost alone', () => {
  expect(withOwnHost('http://localhost:8001/api/v1/docs', NAME)).toBe('http://feat-x.localhost:8001/api/v1/docs');
  expect(withOwnHost('http://localhost:8001', NAME)).toBe('http://feat-x.localhost:8001');
  expect(withOwnHost('http://localhost:8001', undefined)).toBe('http://localhost:8001');
  expect(withOwnHost('http://example.test:3001', NAME)).toBe('http://example.test:3001');
});
