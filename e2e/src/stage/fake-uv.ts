import { readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { E2E } from '../places.ts';

/** A `uv` that is not there: what it was called with, and a switch that makes `uv sync` fail. */
export interface FakeUv {
  /** The variables that put it in place. */
  readonly env: Readonly<Record<string, string>>;
  /** The directory of each `uv sync`, in order. */
  syncs(): Promise<string[]>;
  fail(): Promise<void>;
  mend(): Promise<void>;
}

/** @param path the PATH that it stands in front of */
export function fakeUv(directory: string, path = process.env['PATH'] ?? ''): FakeUv {
  const [calls, fails] = [join(directory, 'uv-calls'), join(directory, 'uv-fails')];
  return {
    env: {
      PATH: `${join(E2E, 'fixtures', 'fake-uv')}${delimiter}${path}`,
      FAKE_UV_CALLS: calls,
      FAKE_UV_FAILS: fails,
    },
    async syncs() {
      const text = await readFile(calls, 'utf8').catch(() => '');
      return text.split('\n').flatMap((line) => /^(.*) sync$/.exec(line)?.[1] ?? []);
    },
    fail: async () => await writeFile(fails, ''),
    mend: async () => await rm(fails, { force: true }),
  };
}
