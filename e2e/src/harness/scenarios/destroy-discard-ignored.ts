import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { killedSandbox } from '../killed-sandbox.ts';
import type { Scenario } from '../scenario.ts';
import type { ScenarioPlace } from '../scenario-place.ts';
import { destroy } from './destroy.ts';

const FILES = 12;

export function destroyDiscardIgnored(place: ScenarioPlace): Scenario {
  const sandbox = killedSandbox(place);
  const plain = destroy(place);
  return {
    ...plain,
    args: [...plain.args, '--discard-ignored'],
    async prepare() {
      await sandbox.create();
      const results = join(sandbox.tree, 'output', 'deep');
      await mkdir(results, { recursive: true });
      for (let index = 0; index < FILES; index += 1)
        await writeFile(join(results, `r${index}.csv`), 'that is given up');
    },
  };
}
