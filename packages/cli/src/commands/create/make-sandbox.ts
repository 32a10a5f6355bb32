import { type CreatedSandbox, createSandbox, readUserSettings } from '@ktrdr/instance';
import { parseOwnDirectories } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import type { CreateOptions } from './flags.ts';

export interface MakeOptions extends Pick<CreateOptions, 'branch' | 'from' | 'slot' | 'own' | 'keepVolumes'> {
  /** Of the repository. @default the current one */
  readonly directory?: string;
}

/** Makes the sandbox of that name. */
export async function makeSandbox(
  { context, process, signal }: Session,
  name: string,
  { branch, from, slot, own, keepVolumes = false, directory = process.cwd() }: MakeOptions,
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
    directory,
    keepVolumes,
    signal,
  });
}
