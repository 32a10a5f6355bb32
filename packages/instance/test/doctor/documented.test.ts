import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const source = '../../src/doctor/';

test('docs/doctor.md has every finding', () => {
  const judges = readdirSync(fileURLToPath(new URL(source, import.meta.url))).filter((name) =>
    name.startsWith('judge'),
  );
  const codes = judges.flatMap((name) =>
    Array.from(read(`${source}${name}`).matchAll(/code: '(\w+)'|problem\('(\w+)'/g)),
  );
  const names = codes.map(([, one, other]) => one ?? other ?? '').filter((name) => name !== 'OK');
  expect(names).toContain('SERVICES_SICK');
  expect(names).toContain('DIRECTORY_MOVED');
  const documented = read('../../../../docs/doctor.md');
  expect(names.filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
});
