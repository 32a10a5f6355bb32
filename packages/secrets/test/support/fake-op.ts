import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const folder = fileURLToPath(new URL('../fake-op', import.meta.url));

const call = z.object({
  args: z.array(z.string()),
  stdin: z.string(),
  env: z.record(z.string(), z.string().nullable()),
  pid: z.number(),
});

export interface FakeOp {
  /** The environment in which `op` is the fake one. */
  readonly env: Record<string, string>;
  /** Every call so far. */
  calls(): z.infer<typeof call>[];
}

/** A fake `op` that behaves by `scenario` (see ../fake-op/README.md) and keeps its files in `directory`. */
export function fakeOp(directory: string, scenario: object, recordEnv: readonly string[] = []): FakeOp {
  const files = { scenario: join(directory, 'scenario.json'), calls: join(directory, 'calls.jsonl') };
  writeFileSync(files.scenario, JSON.stringify(scenario));
  rmSync(files.calls, { force: true });
  return {
    env: {
      PATH: [folder, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
      FAKE_OP_SCENARIO: files.scenario,
      FAKE_OP_CALLS: files.calls,
      FAKE_OP_RECORD_ENV: recordEnv.join(','),
    },
    calls() {
      const text = existsSync(files.calls) ? readFileSync(files.calls, 'utf8') : '';
      return text.split('\n').flatMap((line) => (line === '' ? [] : [call.parse(JSON.parse(line))]));
    },
  };
}
