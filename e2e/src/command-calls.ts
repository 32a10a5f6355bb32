import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { WORKSPACE } from './places.ts';

/** Where a call without further arguments would do more than begin. */
const MORE: Readonly<Record<string, readonly string[]>> = { setup: ['--check-only'] };

/**
 * Every command of the program by its words, with arguments for a call that loads its code: with an empty `KTRDR_HOME`, in a directory that is no clone,
 * most refuse then what they are asked for, and none changes anything.
 */
export async function commandCalls(): Promise<ReadonlyMap<string, readonly string[]>> {
  const help = z
    .record(z.string(), z.string())
    .parse(JSON.parse(await readFile(join(WORKSPACE, 'packages', 'cli', 'dist', 'help.json'), 'utf8')));
  const all = Object.keys(help).filter((words) => words !== '');
  const commands = all.filter((words) => !all.some((other) => other.startsWith(`${words} `)));
  return new Map(
    commands.map((words) => {
      const [usage = ''] = /^Usage: .*$/m.exec(help[words] ?? '') ?? [];
      const required = Array.from(usage.matchAll(/<[^>]+>/g), () => 'x');
      return [words, [...words.split(' '), ...required, ...(MORE[words] ?? [])]];
    }),
  );
}
