import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

/** A fresh directory, removed when the test file has ended. Its real path: `/tmp` is a link on macOS. */
export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ktrdr-test-')));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
