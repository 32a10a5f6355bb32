import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { createDocker } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import { homeOf } from '@ktrdr/instance';
import { demoDown } from './demo.ts';
import { ensureEngine } from './engine/ensure-engine.ts';
import { stopEngine } from './engine/stop-engine.ts';
import { assertEngineIsOurs } from './guard/assert-engine-is-ours.ts';
import { instancesOf, ownHomes } from './guard/own-instances.ts';
import { strikeSandboxes } from './guard/strike-sandboxes.ts';
import { ensureImages } from './images/ensure-images.ts';
import { DEMO, E2E, TESTS, WORKSPACE } from './places.ts';
import { runKtrdr } from './run-ktrdr.ts';

// The end-to-end part of npm test: an Engine, the images, the tests, and everything away again.

const ENGINE = join(TESTS, 'engine');
const DEMO_HOME = join(DEMO, 'home');

async function run(patterns: readonly string[]): Promise<number> {
  const engine = await ensureEngine({ log, stateDir: ENGINE });
  if (engine.kind === 'unavailable') return withoutEngine(engine.reason, engine.hint);
  try {
    if ((await instancesOf(DEMO_HOME)).length > 0) {
      log("The demo's stack is taken down first: the tests need its ports.");
      const code = await demoDown({ engine: false });
      if (code !== 0) return code;
    }
    await assertEngineIsOurs(process.env);
    await removeLeftovers();
    const { references, environment } = await ensureImages({ log });
    return await jest(patterns, { ...environment, KTRDR_TEST_APP_IMAGE: references.app });
  } finally {
    if (engine.kind === 'started') {
      const stopped = await stopEngine({ stateDir: ENGINE });
      if (stopped.kind === 'stopped') log('The Docker Engine that was started for the tests is stopped.');
      else log(`The Docker Engine that was started for the tests could not be stopped: ${stopped.reason}`);
    }
  }
}

function withoutEngine(reason: string, hint: string): number {
  log('\nThe end-to-end tests did NOT run: they need a Docker Engine.');
  log(reason);
  log(hint);
  // Where nobody reads this, a green result would be a lie.
  if (!process.env['CI']) return 0;
  log('CI is set, so this is a failure.');
  return 1;
}

/** What an earlier run left that was killed: its registries say what is ours. */
async function removeLeftovers(): Promise<void> {
  for (const home of await ownHomes()) {
    if (home === DEMO_HOME || (await instancesOf(home)).length === 0) continue;
    log(`Removing what an earlier run left: ${home}`);
    await strikeSandboxes(home, createDocker({ env: process.env }));
    await runKtrdr(['local-prod', 'destroy', '--force'], { cwd: WORKSPACE, home });
    await rm(homeOf({ KTRDR_HOME: home }).registry, { force: true });
  }
}

/** `--long` first: those in `long`, otherwise those in `specs`. */
async function jest(patterns: readonly string[], images: Readonly<Record<string, string>>): Promise<number> {
  const [config, rest] =
    patterns[0] === '--long' ? ['jest.long.config.mjs', patterns.slice(1)] : ['jest.specs.config.mjs', patterns];
  const bin = join(WORKSPACE, 'node_modules', 'jest', 'bin', 'jest.js');
  const result = await execa(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      bin,
      '--config',
      config,
      '--runInBand',
      ...rest,
    ],
    { cwd: E2E, env: { ...images, FORCE_COLOR: '0' }, reject: false, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  return result.exitCode ?? 1;
}

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!isCodedError(error)) throw error;
  log([error.message, error.detail, error.hint].filter((line) => line !== undefined).join('\n'));
  process.exitCode = 1;
}
