import { readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as z from 'zod';
import { WORKSPACE } from '../places.ts';

const FOLDER = join(WORKSPACE, 'packages', 'secrets', 'test', 'fake-op');

const call = z.object({ args: z.array(z.string()), stdin: z.string() });

/** A 1Password account that is not there: a fake `op` on the PATH, and what it was asked. */
export interface FakeOp {
  /** The variables that put it in place. */
  readonly env: Readonly<Record<string, string>>;
  calls(): Promise<z.infer<typeof call>[]>;
}

/** @param scenario as `packages/secrets/test/fake-op/README.md` describes it; undefined for an `op` without an account */
export async function fakeOp(directory: string, scenario?: object): Promise<FakeOp> {
  // Beside the stage, which is searched for secrets.
  const [file, calls] = [join(directory, 'op-scenario.json'), join(directory, 'op-calls.jsonl')];
  await rm(calls, { force: true });
  if (scenario !== undefined) await writeFile(file, JSON.stringify(scenario));
  return {
    env: {
      PATH: `${FOLDER}${delimiter}${process.env['PATH'] ?? ''}`,
      FAKE_OP_CALLS: calls,
      ...(scenario === undefined ? {} : { FAKE_OP_SCENARIO: file }),
    },
    async calls() {
      const text = await readFile(calls, 'utf8').catch(() => '');
      return text.split('\n').flatMap((line) => (line === '' ? [] : [call.parse(JSON.parse(line))]));
    },
  };
}
