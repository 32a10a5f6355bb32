import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { E2E } from '../src/places.ts';
import { wherePossible } from '../src/stage/where-possible.ts';

test('what a machine cannot do is listed with its reason, and everything else is run', () => {
  const said: string[] = [];
  const block = Object.assign((name: string) => said.push(`run ${name}`), {
    skip: (name: string) => said.push(`skip ${name}`),
  });
  wherePossible(block, undefined)('a', () => {});
  wherePossible(block, 'no disk')('b', () => {});
  expect(said).toEqual(['run a', 'skip b (not run here: no disk)']);
});

test('no end-to-end test is left out without a reason', () => {
  const specs = ['specs', 'long'].flatMap((folder) => readdirSync(join(E2E, folder)).map((name) => join(folder, name)));
  const silent = specs.filter((name) =>
    /\b(?:test|describe|it)\.(?:skip|todo)\b/.test(readFileSync(join(E2E, name), 'utf8')),
  );
  expect(silent).toEqual([]);
});
