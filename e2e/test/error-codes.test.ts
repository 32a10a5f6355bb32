import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ERROR_CODES } from '@ktrdr/errors';
import { WORKSPACE } from '../src/places.ts';

const packages = join(WORKSPACE, 'packages');
const sources = readdirSync(packages).flatMap((name) => {
  const directory = join(packages, name, 'src');
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'error-codes.ts')
    .map((path) => readFileSync(join(directory, path), 'utf8'));
});
// A code that is compared alone is thrown by nobody.
const text = sources.join('\n').replaceAll(/\bhasCode\([^()]*\)/g, '');

test.each(Object.values(ERROR_CODES).flatMap((codes) => Object.keys(codes)))(
  'something is thrown with %s, which is listed',
  (code) => {
    expect(text).toContain(`'${code}'`);
  },
);
