import type { Docker } from '@ktrdr/compose-runner';
import { execa } from 'execa';

/** What another instance has on the Engine: a container, a network, and a volume with its data. */
export interface EngineBystander {
  /** @throws Error if any of it is gone, is another one of its name, or has lost its data */
  assertUntouched(): Promise<void>;
  remove(): Promise<void>;
}

async function run(...args: readonly string[]): Promise<string> {
  return (await execa('docker', args)).stdout;
}

/**
 * Sets it there, in place of one that an earlier run has left.
 *
 * @param place.directory what the project is of
 * @param place.image one that is there
 */
export async function setEngineBystander(
  docker: Docker,
  { project, directory, image }: { readonly project: string; readonly directory: string; readonly image: string },
): Promise<EngineBystander> {
  const label = `com.docker.compose.project=${project}`;
  const [volume, network, container] = [`${project}_data`, `${project}_default`, `${project}-store-1`];
  const labels = [
    label,
    'com.docker.compose.service=store',
    'com.docker.compose.oneoff=False',
    `com.docker.compose.project.working_dir=${directory}`,
  ].flatMap((each) => ['--label', each]);
  const remove = async (): Promise<void> => {
    await execa('docker', ['rm', '--force', container], { reject: false });
    await execa('docker', ['network', 'rm', network], { reject: false });
    await execa('docker', ['volume', 'rm', volume], { reject: false });
  };
  await remove();
  await run('volume', 'create', '--label', label, volume);
  await run('network', 'create', '--label', label, '--label', 'com.docker.compose.network=default', network);
  await run(
    'create',
    '--name',
    container,
    '--network',
    network,
    '--volume',
    `${volume}:/data`,
    ...labels,
    image,
    'true',
  );
  await run('run', '--rm', '--volume', `${volume}:/data`, image, 'sh', '-c', 'echo days of work >/data/file');
  const parts = async (): Promise<string> => {
    const { containers, networks } = await docker.parts(project);
    const made = await run('volume', 'inspect', '--format', '{{.CreatedAt}}', volume).catch(() => 'gone');
    // An archive with the file, and with when it was written.
    const data = await run('cp', `${container}:/data/file`, '-').catch(String);
    const all = [...containers, ...networks].map(({ id, name }) => [id, name]);
    return JSON.stringify([...all, [volume, made, data]]);
  };
  const before = await parts();
  return {
    async assertUntouched() {
      const now = await parts();
      if (now !== before) throw new Error(`of ${project}, the Engine has ${now}, and had ${before}`);
    },
    remove,
  };
}
