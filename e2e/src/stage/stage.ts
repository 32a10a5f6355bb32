import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createDocker, type Docker } from '@ktrdr/compose-runner';
import { LOCAL_PROD_ID } from '@ktrdr/instance';
import { instancesOf } from '../guard/own-instances.ts';
import { strikeSandboxes } from '../guard/strike-sandboxes.ts';
import { cloneKtrdr, createKtrdrOrigin } from '../ktrdr-clone.ts';
import { TESTS } from '../places.ts';
import { type KtrdrOptions, type KtrdrResult, ktrdrEnvironment, runKtrdr } from '../run-ktrdr.ts';

const IMAGE_VARIABLES = ['KTRDR_DB_IMAGE', 'KTRDR_GRAFANA_IMAGE', 'KTRDR_JAEGER_IMAGE', 'KTRDR_PROMETHEUS_IMAGE'];

/** What one test file works with: its own directory, `KTRDR_HOME`, KTRDR repository and clones. */
export interface Stage {
  readonly directory: string;
  readonly home: string;
  readonly origin: string;
  readonly docker: Docker;
  /** The image that the fixture's backend is built on. */
  readonly appImage: string;
  /** The variables that put the test images into the shipped Compose file. */
  readonly images: Readonly<Record<string, string>>;
  /** A fresh clone of the fixture, by its path. */
  clone(name?: string): Promise<string>;
  /** Runs the built command. */
  ktrdr(args: string, options: Pick<KtrdrOptions, 'cwd'> & Partial<KtrdrOptions>): Promise<KtrdrResult>;
  /** The variables with which {@link Stage.ktrdr} runs it. */
  environment(): Record<string, string>;
  /** A second `KTRDR_HOME`, as another user of the same Engine would have. */
  otherHome(): string;
  /** Destroys what is registered, and removes the directory. */
  strike(): Promise<void>;
}

/**
 * Sets the stage for a test file.
 *
 * @param of.origin the repository to clone. @default one made of the fixture
 */
export async function setStage(name: string, of: { readonly origin?: string } = {}): Promise<Stage> {
  const directory = join(TESTS, name);
  const appImage = requiredVariable('KTRDR_TEST_APP_IMAGE');
  const images = Object.fromEntries(IMAGE_VARIABLES.map((variable) => [variable, requiredVariable(variable)]));
  const home = join(directory, 'home');
  const homes = [home, join(directory, 'home-other')];
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const origin = of.origin ?? (await createKtrdrOrigin({ directory: join(directory, 'origin'), appImage }));
  const docker = createDocker({ env: process.env });

  const ktrdr: Stage['ktrdr'] = (args, options) =>
    runKtrdr(args.split(' '), { home, ...options, env: { ...images, ...options.env } });

  return {
    directory,
    home,
    origin,
    docker,
    appImage,
    images,
    ktrdr,
    environment: () => ktrdrEnvironment({ home, env: images }),
    otherHome: () => join(directory, 'home-other'),
    async clone(as = 'ktrdr-prod') {
      const path = join(directory, as);
      await cloneKtrdr({ origin, directory: path });
      return path;
    },
    async strike() {
      for (const each of homes) {
        await strikeSandboxes(each, docker);
        if ((await instancesOf(each)).some(({ id }) => id === LOCAL_PROD_ID)) {
          await runKtrdr(['local-prod', 'destroy', '--force'], { cwd: TESTS, home: each });
        }
      }
      await removeTree(directory, appImage, docker);
    },
  };
}

/** Removes a directory, also with files that a container wrote as root when we are not root. */
async function removeTree(directory: string, image: string, docker: Docker): Promise<void> {
  await rm(directory, { recursive: true, force: true }).catch(async () => {
    const mounted = '/stage';
    await docker.command([
      'run',
      '--rm',
      '--volume',
      `${directory}:${mounted}`,
      image,
      'sh',
      '-c',
      `rm -rf ${mounted}/*`,
    ]);
    await rm(directory, { recursive: true, force: true });
  });
}

function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value !== undefined) return value;
  throw new Error(`${name} is not set: run the end-to-end tests with npm test (${basename(TESTS)})`);
}
