import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { isCodedError } from '@ktrdr/errors';
import { ensureEngine } from './engine/ensure-engine.ts';
import { stopEngine } from './engine/stop-engine.ts';
import { assertEngineIsOurs } from './guard/assert-engine-is-ours.ts';
import { instancesOf } from './guard/own-instances.ts';
import { ensureImages } from './images/ensure-images.ts';
import { cloneKtrdr, createKtrdrOrigin } from './ktrdr-clone.ts';
import { DEMO, KTRDR } from './places.ts';
import { ktrdrEnvironment } from './run-ktrdr.ts';

// npm run demo: a local-prod from nothing. npm run demo:down: takes it away again.

const ENGINE = join(DEMO, 'engine');
const HOME = join(DEMO, 'home');
const CLONE = join(DEMO, 'ktrdr');
const STOP_ENGINE = 'npm run demo:down -- --engine';

/** Starts the demo's stack and shows it. */
export async function demoUp(): Promise<number> {
  const engine = await ensureEngine({ log, stateDir: ENGINE });
  if (engine.kind === 'unavailable') {
    log(`The demo needs a Docker Engine. ${engine.reason}`);
    log(engine.hint);
    return 1;
  }
  await assertEngineIsOurs(process.env);
  const images = await ensureImages({ log });
  if (!(await isClone())) {
    log('Making a clone of a small KTRDR-like repository');
    await rm(join(DEMO, 'origin'), { recursive: true, force: true });
    await rm(CLONE, { recursive: true, force: true });
    await mkdir(DEMO, { recursive: true });
    const origin = await createKtrdrOrigin({ directory: join(DEMO, 'origin'), appImage: images.references.app });
    await cloneKtrdr({ origin, directory: CLONE });
  }
  const ktrdr = async (...args: string[]): Promise<number> => {
    log(`\n$ ktrdr ${args.join(' ')}`);
    const env = ktrdrEnvironment({ home: HOME, env: images.environment });
    const result = await execa(process.execPath, [KTRDR, ...args], {
      cwd: CLONE,
      env,
      extendEnv: false,
      reject: false,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return result.exitCode ?? 1;
  };
  if ((await instancesOf(HOME)).length === 0) {
    const code = await ktrdr('local-prod', 'init');
    if (code !== 0) return code;
  }
  for (const args of [['up', '--no-secrets'], ['status']]) {
    const code = await ktrdr('local-prod', ...args);
    if (code !== 0) return code;
  }
  log('\nThe demo runs. Look at http://localhost:8000/api/v1/workers');
  log('To stop it: npm run demo:down');
  if (engine.kind === 'started')
    log(`The Docker Engine that was started for it goes on running. To stop it too: ${STOP_ENGINE}`);
  return 0;
}

/** Takes the demo's stack down with its volumes and its clone; with `engine` also the Engine that the demo started. */
export async function demoDown({ engine }: { readonly engine: boolean }): Promise<number> {
  if ((await instancesOf(HOME)).length > 0) {
    const env = ktrdrEnvironment({ home: HOME });
    const result = await execa(process.execPath, [KTRDR, 'local-prod', 'destroy', '--force'], {
      cwd: DEMO,
      env,
      extendEnv: false,
      reject: false,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (result.exitCode !== 0) return result.exitCode ?? 1;
  } else log('The demo does not run.');
  for (const name of ['ktrdr', 'origin', 'home']) await rm(join(DEMO, name), { recursive: true, force: true });
  if (engine) {
    const stopped = await stopEngine({ stateDir: ENGINE });
    log(
      stopped.kind === 'stopped'
        ? 'The Docker Engine of the demo is stopped.'
        : `No Engine was stopped: ${stopped.reason}.`,
    );
  }
  return 0;
}

async function isClone(): Promise<boolean> {
  return await stat(join(CLONE, '.git')).then(
    () => true,
    () => false,
  );
}

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (process.argv[1]?.endsWith('demo.js') === true) {
  const [command, ...flags] = process.argv.slice(2);
  try {
    process.exitCode = command === 'down' ? await demoDown({ engine: flags.includes('--engine') }) : await demoUp();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    log([error.message, error.detail, error.hint].filter((line) => line !== undefined).join('\n'));
    process.exitCode = 1;
  }
}
