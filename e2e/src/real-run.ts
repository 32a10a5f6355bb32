import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError } from '@ktrdr/errors';
import { execa } from 'execa';
import { ensureEngine } from './engine/ensure-engine.ts';
import { stopEngine } from './engine/stop-engine.ts';
import { assertEngineIsOurs } from './guard/assert-engine-is-ours.ts';
import { removeLeftovers } from './guard/remove-leftovers.ts';
import { ensureImages, type TestImages } from './images/ensure-images.ts';
import { TESTS } from './places.ts';
import { adaptDockerfiles } from './real/adapt-dockerfiles.ts';
import { installUv } from './real/install-uv.ts';
import { type LentNames, lentNames } from './real/lent-names.ts';
import { prepareOrigin } from './real/prepare-origin.ts';
import { provideImages, type ProvidedImage } from './real/provide-images.ts';
import { readCheckoutFile } from './real/read-checkout-file.ts';
import { type RealArguments, realArguments } from './real/real-arguments.ts';
import { readNotes } from './real/real-notes.ts';
import { runJest } from './run-jest.ts';

// npm run test:real: the built commands on clones of KTRDR itself, with its own Compose files and images.

const ENGINE = join(TESTS, 'engine');
const SOURCES = join(TESTS, 'real-sources');
const USAGE = `npm run test:real -- <git directory or URL of KTRDR> [revision…] [-t "<name of a test>"]
KTRDR_REPO names the repository as well.`;

/** What was tested at one revision. */
interface Tested {
  readonly revision: string;
  readonly images: readonly ProvidedImage[];
  readonly notes: readonly string[];
  readonly exitCode: number;
}

async function run(args: readonly string[]): Promise<number> {
  const asked = realArguments(args, process.env);
  if (asked === undefined) {
    log(USAGE);
    return 1;
  }
  const engine = await ensureEngine({ log, stateDir: ENGINE });
  if (engine.kind === 'unavailable') {
    log(`${engine.reason}\n${engine.hint}`);
    return 1;
  }
  // Ctrl-C ends jest, and with it the run; what was lent is given back first.
  let interrupted = false;
  process.on('SIGINT', () => (interrupted = true));
  const names = lentNames();
  let uv: Awaited<ReturnType<typeof installUv>> | undefined;
  try {
    uv = await installUv();
    await assertEngineIsOurs(process.env);
    await removeLeftovers(log);
    const testImages = await ensureImages({ log });
    const all: Tested[] = [];
    for (const revision of asked.revisions) {
      if (!interrupted) all.push(await testRevision({ asked, revision, testImages, names, uv }));
    }
    await report(all, uv.what);
    return all.some(({ exitCode }) => exitCode !== 0) ? 1 : 0;
  } finally {
    await names.giveBack();
    await uv?.remove();
    await rm(SOURCES, { recursive: true, force: true });
    if (engine.kind === 'started') await stopEngine({ stateDir: ENGINE });
  }
}

async function testRevision({
  asked,
  revision,
  testImages,
  names,
  uv,
}: {
  asked: RealArguments;
  revision: string;
  testImages: TestImages;
  names: LentNames;
  uv: Awaited<ReturnType<typeof installUv>>;
}): Promise<Tested> {
  log(`\nKTRDR at ${revision}`);
  const directory = join(SOURCES, revision.replaceAll(/[^\w.-]/g, '-'));
  // A run that was killed has left its own.
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const origin = await prepareOrigin({ source: asked.repository, revision, directory });
  const checkout = join(directory, 'checkout');
  await execa('git', ['clone', '--quiet', '--template=', origin, checkout]);
  const file = await readCheckoutFile(checkout);
  const adapted = await adaptDockerfiles(checkout, file.dockerfiles);
  const images = await provideImages({ checkout, file, standIns: testImages.references, names, log });
  const notes = join(directory, 'notes');
  const exitCode = await runJest({
    config: 'jest.real.config.mjs',
    args: asked.jest,
    env: {
      ...testImages.environment,
      KTRDR_TEST_APP_IMAGE: testImages.references.app,
      KTRDR_REAL_ORIGIN: origin,
      KTRDR_REAL_REVISION: revision,
      KTRDR_REAL_NOTES: notes,
      KTRDR_REAL_UV: uv.path,
    },
  });
  const changes = adapted.map((name) => `changed for this Engine: here-documents of ${name}, which it could not read`);
  return { revision, images, notes: [...changes, ...(await readNotes(notes))], exitCode };
}

async function report(all: readonly Tested[], uv: string): Promise<void> {
  const { stdout: engine } = await execa('docker', ['version', '--format', '{{.Server.Version}}']);
  const { stdout: compose } = await execa('docker', ['compose', 'version', '--short']);
  log(`\nDocker Engine ${engine}, Compose ${compose}; setup's uv: ${uv}`);
  for (const { revision, images, notes, exitCode } of all) {
    log(`\nKTRDR at ${revision}: ${exitCode === 0 ? 'passed' : 'FAILED'}`);
    for (const kind of ['real', 'stand-in'] as const) {
      for (const { name, what } of images.filter((image) => image.kind === kind)) log(`  ${kind}: ${name}, ${what}`);
    }
    for (const note of notes) log(`  ${note}`);
  }
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
