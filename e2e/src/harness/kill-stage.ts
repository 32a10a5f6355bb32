import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { homeOf, LOCAL_PROD_ID, LOCAL_PROD_SLOT, SANDBOX_SLOTS } from '@ktrdr/instance';
import { listInstances, openRegistry, parseRegistry } from '@ktrdr/registry';
import { execa } from 'execa';
import { runKtrdr, type KtrdrResult } from '../run-ktrdr.ts';
import { git } from '../stage/git.ts';
import { writeSmallStack } from '../stage/small-stack.ts';
import { setStage } from '../stage/stage.ts';
import { setEngineBystander } from './engine-bystander.ts';
import { endAt } from './end-at.ts';
import { differences, fingerprint } from './fingerprint.ts';
import { type Survived, surviveKills } from './survive-kills.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioPlace } from './scenario-place.ts';
import { type ScenarioName, scenarioOf } from './scenarios.ts';
import { surviveSwaps } from './survive-swaps.ts';

/** All that the killed commands make has this in its name, and nothing else has. */
const KILLED = 'killed';

/** Slots that somebody else has: a claim that a killed command leaves holds the only free one. */
const HELD_SLOTS = 9;

/** A stage with everything that a command must not harm. */
export interface KillStage {
  survive(name: ScenarioName, wanted: { readonly atSteps: number; readonly atRandom: number }): Promise<Survived>;
  /** Lets somebody take the place of its directory between two steps; gives how often that met a running command. */
  surviveSwaps(name: ScenarioName, swaps: number): Promise<number>;
  strike(): Promise<void>;
}

/** Sets it. The seed of what is random is printed: `KTRDR_KILL_SEED` takes it again. */
export async function setKillStage(name: string): Promise<KillStage> {
  const seed = Number(process.env['KTRDR_KILL_SEED'] ?? Date.now() % 1_000_000);
  process.stdout.write(`KTRDR_KILL_SEED=${seed}\n`);
  const stage = await setStage(name);
  const clone = await stage.clone('ktrdr');
  await writeSmallStack(clone, stage.appImage);
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '-q', '-m', 'a small stack');
  await git(clone, 'push', '-q', 'origin', 'main');
  const adoptee = await stage.clone(`${KILLED}-adoptee`);
  const others = [clone, await stage.clone('other'), join(stage.directory, 'bystander'), stage.home];
  await git(clone, 'worktree', 'add', '-q', '-b', 'bystander', join(stage.directory, 'bystander'));
  for (const directory of others.slice(0, 3)) await writeFile(join(directory, 'days-of-work.txt'), 'nowhere else');
  await mkdir(join(stage.home, 'sandbox'), { recursive: true });
  await writeFile(join(stage.home, 'days-of-work.txt'), 'nowhere else');
  const { registry: file } = homeOf({ KTRDR_HOME: stage.home });
  await writeFile(file, JSON.stringify({ version: 1, note: 'kept', local_prod: null, instances: {} }));
  const registry = openRegistry({
    file,
    localProdId: LOCAL_PROD_ID,
    localProdSlot: LOCAL_PROD_SLOT,
    slots: SANDBOX_SLOTS,
    command: 'end-to-end tests',
  });
  for (let slot = 1; slot <= HELD_SLOTS; slot += 1) {
    const instanceId = `ktrdr--held-${slot}`;
    const path = join(stage.directory, 'unmounted', instanceId);
    await registry.claim({
      instanceId,
      path,
      createdAt: new Date().toISOString(),
      isWorktree: false,
      parentRepo: null,
    });
  }
  const isOurs = (path: string): boolean =>
    path.includes(KILLED, stage.directory.length) ||
    [join(stage.home, 'sandbox'), join(stage.home, 'shared'), join(stage.home, '.docker')].some((own) =>
      path.startsWith(own),
    ) ||
    // What status has seen of times and sizes, no content; and our own lock.
    /\/\.git\/(?:(?:worktrees\/[^/]+\/)?index|ktrdr-worktrees-lock)$/.test(path);
  const bystander = await setEngineBystander(stage.docker, {
    project: 'ktrdr--held-1',
    directory: join(stage.directory, 'unmounted', 'ktrdr--held-1'),
    image: stage.appImage,
  });
  const before = await fingerprint(others, isOurs, withoutKilled);
  const heldBefore = await held(file);
  const assertOthersUntouched = async (): Promise<void> => {
    const changed = differences(before, await fingerprint(others, isOurs, withoutKilled));
    if (changed.length > 0) throw new Error(`what is others' has changed:\n${changed.join('\n')}`);
    if ((await held(file)) !== heldBefore) throw new Error(`the registry is damaged: ${await readFile(file, 'utf8')}`);
    await bystander.assertUntouched();
  };

  const stepsFile = join(stage.directory, 'steps');
  const place: ScenarioPlace = {
    stage,
    clone,
    adoptee,
    registry,
    endAt: async (args, where) => await endAt(args, where, { stepsFile, environment: stage.environment() }),
  };
  const again = async ({ args, cwd, program, env }: Scenario): Promise<KtrdrResult> =>
    await runKtrdr(args, {
      cwd: existsSync(cwd) ? cwd : '/',
      home: stage.home,
      env: { ...stage.images, ...env },
      ...(program !== undefined && { program }),
    });

  return {
    async survive(scenarioName, { atSteps, atRandom }) {
      const scenario = scenarioOf(scenarioName, place);
      const survived = await surviveKills({
        scenario,
        env: stage.environment(),
        stepsFile,
        atSteps,
        atRandom,
        seed,
        assertOthersUntouched,
        async assertNoLeftovers() {
          const left = [
            ...(await leftBesideRegistry(join(stage.home, 'sandbox'))),
            ...(await leftInRepositories([clone, adoptee])),
          ].filter((each) => scenario.leaves?.test(each) !== true);
          if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
        },
        again: async () => await again(scenario),
      });
      process.stdout.write(
        `${scenarioName}: ${survived.kills} kills survived, ${survived.struck} of them in the middle of its ${survived.steps} steps\n`,
      );
      return survived;
    },
    async surviveSwaps(scenarioName, swaps) {
      const scenario = scenarioOf(scenarioName, place);
      const struck = await surviveSwaps({
        scenario,
        env: stage.environment(),
        stepsFile,
        swaps,
        seed,
        assertOthersUntouched,
        again: async () => await again(scenario),
        async cure(args) {
          const { program, cwd, path = cwd, makes = path, ...rest } = scenario;
          const cured = await again({ ...rest, cwd: makes, args });
          return program === undefined || cured.exitCode !== 0 ? cured : await again(scenario);
        },
      });
      process.stdout.write(`${scenarioName}: another directory took the place ${struck} times, and nothing was lost\n`);
      return struck;
    },
    async strike() {
      await bystander.remove();
      for (let slot = 1; slot <= HELD_SLOTS; slot += 1) await registry.release(`ktrdr--held-${slot}`);
      await stage.strike();
    },
  };
}

/** A repository's configuration but for what a branch follows that a killed command has made. */
function withoutKilled(path: string, content: Buffer): Buffer | string {
  if (!path.endsWith('/.git/config')) return content;
  return content.toString().replaceAll(new RegExp(`^\\[branch "${KILLED}[^"]*"\\]\\n(?:\\t.*\\n)*`, 'gm'), '');
}

/** Everything in the registry that is not the killed command's; fails where it is damaged or a slot has two owners. */
async function held(file: string): Promise<string> {
  const document = parseRegistry(await readFile(file, 'utf8'), file);
  const slots = listInstances(document).map(({ slot }) => slot);
  if (new Set(slots).size < slots.length) throw new Error(`a slot has two owners: ${slots.join(', ')}`);
  const others = Object.entries(document.instances ?? {}).filter(([id]) => !id.includes(KILLED));
  return JSON.stringify([document['note'], others]);
}

/** Anything but the registry, our own locks (git has one beside the index that it writes), and whole records of an instance in a directory of their kind. */
async function leftBesideRegistry(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true });
  const isWhole =
    /^(?!.*\.index\.lock$)(?:instances\.json|(?!operations)[a-z]+\/ktrdr-[a-z0-9-]+\.json|records\/[\dTZ-]+\.ktrdr-[a-z0-9-]+\.json|compose-files(?:\/[0-9a-f]{64}\.json)?|[a-z]+|.*\.lock)$/;
  return names.filter((name) => !isWhole.test(name));
}

/** Files that git leaves when it is killed, and temporary files of ours. */
async function leftInRepositories(clones: readonly string[]): Promise<string[]> {
  const { stdout } = await execa('find', [...clones, '-name', '*.lock', '-o', '-name', '*.tmp']);
  return stdout.split('\n').filter((line) => line !== '');
}
