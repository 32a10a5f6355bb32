import { composeByName, type Docker } from '@ktrdr/compose-runner';
import { LOCAL_PROD_ID } from '@ktrdr/instance';
import { instancesOf } from './own-instances.ts';

/** Removes containers, networks, volumes and images of every sandbox in the registry of one `KTRDR_HOME`. */
export async function strikeSandboxes(home: string, docker: Docker): Promise<void> {
  for (const { id, path } of await instancesOf(home)) {
    if (id === LOCAL_PROD_ID) continue;
    const containers = await docker.containers(id);
    // One that runs from another directory is not ours, whatever its name.
    if (containers.some(({ workingDirectory }) => workingDirectory !== path)) continue;
    const images = await docker.images(id);
    await composeByName(id, docker).down({ volumes: true });
    await docker.removeImages(images);
  }
}
