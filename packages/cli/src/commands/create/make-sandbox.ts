import { type CreatedSandbox, createSandbox, readUserSettings } from '@ktrdr/instance';
import { parseOwnDirectories } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import type { CreateOptions } from './flags.ts';

/** Makes the sandbox of that name from the repository of the current directory. */
export async function makeSandbox(
  { context, process, signal }: Session,
  name: string,
  {
    branch,
    from,
    slot,
    own,
    keepVolumes = false,
  }: Pick<CreateOptions, 'branch' | 'from' | 'slot' | 'own' | 'keepVolumes'>,
): Promise<CreatedSandbox> {
  const { sandbox: usual = {} } = await readUserSettings(context.home);
  return await createSandbox(context, {
    name,
    branch,
    from,
    slot,
    usualFrom: usual.from,
    own: own === undefined ? usual.own : parseOwnDirectories(own),
    lean: usual,
    directory: process.cwd(),
    keepVolumes,
    signal,
  });
}
