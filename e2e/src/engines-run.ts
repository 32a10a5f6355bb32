import { join } from 'node:path';
import { execa } from 'execa';
import { rootOnDebian } from './engine/debian.ts';
import { ensureEngine } from './engine/ensure-engine.ts';
import { startSecondEngine } from './engine/start-second-engine.ts';
import { stopEngine } from './engine/stop-engine.ts';
import { unpackNewerEngine } from './engine/unpack-newer-engine.ts';
import { copyImages } from './images/copy-images.ts';
import { ensureBaseImage } from './images/ensure-base-image.ts';
import { ensureImages } from './images/ensure-images.ts';
import { TESTS, WORKSPACE } from './places.ts';

// npm run test:engines: the end-to-end tests on two Engines, the machine's own and a newer one beside it.

const FIRST = join(TESTS, 'engine');
const SECOND = join(TESTS, 'engine-newer');
/** They know nothing of Compose. */
const LEFT_OUT = ['publish', 'workspace'];

type Variables = Readonly<Record<string, string>>;

interface Round {
  readonly versions: string;
  readonly exitCode: number;
}

async function run(args: readonly string[]): Promise<number> {
  const debian = await rootOnDebian();
  if (debian === undefined) {
    log('npm run test:engines sets up a second Engine from packages of Debian, which only root on Debian can do.');
    log('Elsewhere, npm test runs on the Engine that DOCKER_HOST or the Docker context names.');
    return 1;
  }
  log(
    'This starts a newer Docker Engine beside the one of this machine, in a network namespace of its own, from packages that are',
  );
  log(`downloaded from Debian's archive and unpacked into ${SECOND}. Nothing is installed.`);
  const first = await ensureEngine({ log, stateDir: FIRST });
  if (first.kind === 'unavailable') {
    log(`${first.reason}\n${first.hint}`);
    return 1;
  }
  const rounds: Round[] = [];
  try {
    const { references } = await ensureImages({ log });
    const engine = await unpackNewerEngine({ debian, directory: join(SECOND, 'unpacked'), log });
    const second = await startSecondEngine({ engine, directory: SECOND, namespace: 'ktrdr-e2e', log });
    try {
      log('Copying the test images to the second Engine');
      await copyImages([await ensureBaseImage({ log }), ...Object.values(references)], second.env);
      rounds.push(await round({ args, inside: [], env: {} }));
      rounds.push(await round({ args, inside: second.inside, env: second.env }));
    } finally {
      await second.stop();
      log('The second Engine is stopped.');
    }
  } finally {
    if (first.kind === 'started') await stopEngine({ stateDir: FIRST });
  }
  log('');
  for (const { versions, exitCode } of rounds) log(`${versions}: ${exitCode === 0 ? 'passed' : 'FAILED'}`);
  return rounds.every(({ exitCode }) => exitCode === 0) ? 0 : 1;
}

/** Runs the end-to-end tests against one Engine. */
async function round({
  args,
  inside,
  env,
}: {
  args: readonly string[];
  inside: readonly string[];
  env: Variables;
}): Promise<Round> {
  const versions = await versionsOf(env);
  log(`\n${versions}`);
  const program = [process.execPath, join(WORKSPACE, 'e2e', 'dist', 'test-run.js'), ...args];
  const ignored = ['--testPathIgnorePatterns', ...LEFT_OUT.map((name) => `/${name}\\.e2e`)];
  const [command = '', ...rest] = [...inside, ...program, ...ignored];
  const result = await execa(command, rest, { env, reject: false, stdio: ['ignore', 'inherit', 'inherit'] });
  return { versions, exitCode: result.exitCode ?? 1 };
}

async function versionsOf(env: Variables): Promise<string> {
  const engine = await execa('docker', ['version', '--format', '{{.Server.Version}}'], { env });
  const compose = await execa('docker', ['compose', 'version', '--short'], { env });
  return `Docker Engine ${engine.stdout}, Compose ${compose.stdout}`;
}

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await run(process.argv.slice(2));
