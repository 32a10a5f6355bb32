import { join } from 'node:path';
import { isCodedError } from '@ktrdr/errors';
import { demoDown } from './demo.ts';
import { ensureEngine } from './engine/ensure-engine.ts';
import { stopEngine } from './engine/stop-engine.ts';
import { assertEngineIsOurs } from './guard/assert-engine-is-ours.ts';
import { instancesOf } from './guard/own-instances.ts';
import { removeLeftovers } from './guard/remove-leftovers.ts';
import { ensureImages } from './images/ensure-images.ts';
import { DEMO, TESTS } from './places.ts';
import { runJest } from './run-jest.ts';

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
    await removeLeftovers(log);
    const { references, environment } = await ensureImages({ log });
    // `--long` first: those in `long`, otherwise those in `specs`.
    const [config, args] =
      patterns[0] === '--long' ? ['jest.long.config.mjs', patterns.slice(1)] : ['jest.specs.config.mjs', patterns];
    return await runJest({ config, args, env: { ...environment, KTRDR_TEST_APP_IMAGE: references.app } });
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
