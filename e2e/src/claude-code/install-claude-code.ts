import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { TESTS } from '../places.ts';

/** The version that was looked at. */
const VERSION = '2.1.332';
const PLATFORM = `${process.platform}-${process.arch}`;
const PACKAGE = `@anthropic-ai/claude-code-${PLATFORM}`;

/** Why Claude Code cannot be tried on this machine; undefined where it can. */
export function claudeCodeMissing(): string | undefined {
  return ['linux-x64', 'linux-arm64'].includes(PLATFORM) ? undefined : `the test has a terminal on Linux only`;
}

/** Installs the program itself from the npm registry, once, and gives its path. It is 400 MB. */
export async function installClaudeCode(): Promise<string> {
  const place = join(TESTS, 'programs', 'claude-code', VERSION);
  const program = join(place, 'node_modules', PACKAGE, 'claude');
  if (existsSync(program)) return program;
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'package.json'), '{"private":true}\n');
  await execa('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${PACKAGE}@${VERSION}`], {
    cwd: place,
  });
  return program;
}
