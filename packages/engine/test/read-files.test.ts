import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readFiles } from '../src/read-files.ts';

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', name));

async function found(path: string, archives: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const read = await readFiles(path, async (at) => {
    asked.push(at);
    const name = archives[at];
    return await Promise.resolve(name === undefined ? undefined : fixture(name));
  });
  return { asked, files: read?.files.map(String), unread: read?.unread };
}

const SECRETS = '/run/secrets';

test('links below a path are followed, and one that leads nowhere is told', async () => {
  const archives = { [SECRETS]: 'secrets-links.tar', '/run/secrets/..data/login': 'secrets.tar' };
  expect(await found(SECRETS, archives)).toEqual({
    asked: [SECRETS, '/not/here', '/run/secrets/..data/login'],
    files: ['hush-in-data', 'envhush', 'filesecret-hush\n'],
    unread: ['/run/secrets/away'],
  });
});

test('a path that is a link is what that leads to', async () => {
  const archives = { '/pw': 'link.tar', '/run/secrets/login': 'secrets.tar' };
  expect(await found('/pw', archives)).toMatchObject({ files: ['envhush', 'filesecret-hush\n'], unread: [] });
});

test('one that leads to itself is told', async () => {
  const archives = { '/pw': 'link.tar', '/run/secrets/login': 'link.tar', '/run/secrets/pw': 'link.tar' };
  expect(await found('/pw', archives)).toMatchObject({ files: [], unread: ['/run/secrets/pw'] });
});

test('a target that is too long for a header is read whole', async () => {
  const { asked } = await found('/long', { '/long': 'long-link.tar' });
  expect(asked).toEqual(['/long', `/far/${'7'.padStart(120, '0')}`]);
});

test('nothing at the path is no answer', async () => {
  expect(await found('/gone', {})).toMatchObject({ files: undefined });
});
