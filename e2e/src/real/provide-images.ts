import { join } from 'node:path';
import { execa } from 'execa';
import type { Log } from '../engine/engine-state.ts';
import type { TestImages } from '../images/ensure-images.ts';
import type { TestImageName } from '../images/test-image.ts';
import { E2E } from '../places.ts';
import { type BuiltByCheckout, buildByCheckout } from './build-by-checkout.ts';
import { ensurePythonImage } from './ensure-python-image.ts';
import type { CheckoutFile } from './read-checkout-file.ts';
import type { LentNames } from './lent-names.ts';
import { pullImage } from './pull-image.ts';

/** An image of a run, under the name that KTRDR's files give it. */
export interface ProvidedImage {
  readonly name: string;
  readonly kind: 'real' | 'stand-in';
  /** What it is, for whoever reads the list. */
  readonly what: string;
}

/** What KTRDR's own Dockerfiles start from. */
const PYTHON = 'python:3.13-slim';
const AGENT = 'ktrdr-agent:dev';

const STAND_INS: readonly { readonly repository: string; readonly image: TestImageName; readonly what: string }[] = [
  {
    repository: 'timescale/timescaledb',
    image: 'db',
    what: "PostgreSQL 15 from Debian, without TimescaleDB's extension",
  },
  { repository: 'jaegertracing/all-in-one', image: 'jaeger', what: 'answers its health path and nothing else' },
  { repository: 'grafana/grafana', image: 'grafana', what: 'answers its health path and nothing else' },
  { repository: 'prom/prometheus', image: 'prometheus', what: 'Prometheus from Debian, another version' },
];

/**
 * Sees to it that every image that a checkout's Compose file names is there: the real one where it can be pulled, the one that
 * the checkout's own Dockerfile makes, or a stand-in under that name, which is lent for the run.
 *
 * @throws when the file names an image that can neither be pulled nor stood in for, or a build fails
 */
export async function provideImages({
  checkout,
  file,
  standIns,
  names,
  log,
}: {
  /** A clone at the revision in question. */
  readonly checkout: string;
  readonly file: CheckoutFile;
  readonly standIns: TestImages['references'];
  readonly names: LentNames;
  readonly log: Log;
}): Promise<ProvidedImage[]> {
  const provided: ProvidedImage[] = [await providePython(names, log)];
  for (const built of file.built) {
    log(`Building ${built.image} of ${built.service}: minutes when it is new`);
    await names.keep(built.image);
    const compose = ['compose', '--file', file.path, '--project-name', 'ktrdr-real-build'];
    const result = await execa('docker', [...compose, 'build', built.service], {
      cwd: checkout,
      reject: false,
      all: true,
    });
    if (result.failed) throw new Error(`${built.image} cannot be built:\n${result.all}`);
    provided.push({ name: built.image, kind: 'real', what: `built by KTRDR's own Dockerfile` });
  }
  for (const name of file.named) provided.push(await provide(name));
  return provided;

  async function provide(name: string): Promise<ProvidedImage> {
    if (name === AGENT) return await provideAgent();
    if (await pullImage(name)) return { name, kind: 'real', what: 'the real image' };
    const standIn = STAND_INS.find(({ repository }) => name.startsWith(`${repository}:`));
    if (standIn === undefined) throw new Error(`${name} can neither be pulled nor stood in for`);
    await names.lend(name, standIns[standIn.image]);
    return { name, kind: 'stand-in', what: standIn.what };
  }

  async function provideAgent(): Promise<ProvidedImage> {
    log(`Building ${AGENT}, if the checkout has its Dockerfile and it can be built here`);
    await names.keep(AGENT);
    const built = await buildByCheckout({ checkout, image: AGENT });
    if (built.kind === 'built') return { name: AGENT, kind: 'real', what: `built by KTRDR's own ${built.dockerfile}` };
    const [backend] = file.built;
    if (backend === undefined)
      throw new Error(`${AGENT} is built on the backend's image, which this file does not build`);
    const reference = 'ktrdr-test-agent:standin';
    const args = ['build', '--quiet', '--build-arg', `BASE_IMAGE=${backend.image}`, '--tag', reference];
    await execa('docker', [...args, join(E2E, 'images', 'agent-standin')]);
    await names.lend(AGENT, reference);
    return {
      name: AGENT,
      kind: 'stand-in',
      what: `the backend's image without Claude Code; its workers run KTRDR's own code (${whyNot(built)})`,
    };
  }
}

function whyNot(built: Exclude<BuiltByCheckout, { kind: 'built' }>): string {
  if (built.kind === 'none') return 'the checkout has no Dockerfile of its name';
  return `${built.dockerfile} could not be built: ${built.reason}`;
}

async function providePython(names: LentNames, log: Log): Promise<ProvidedImage> {
  if (await pullImage(PYTHON)) return { name: PYTHON, kind: 'real', what: 'the real image' };
  await names.lend(PYTHON, await ensurePythonImage({ log }));
  return {
    name: PYTHON,
    kind: 'stand-in',
    what: "Debian 13 with Python 3.13; on x86-64 its uv leaves out NVIDIA's libraries and triton, so torch is real and computes on the CPU",
  };
}
