import { quoteArgument } from '@ktrdr/errors';
import { createSandbox, describe, parseOwnDirectories } from '@ktrdr/instance';
import { formatUrls } from '@ktrdr/terminal';
import type { Handler } from '../command.ts';

export interface CreateFlags {
  readonly branch?: string;
  readonly slot?: number;
  readonly own?: string;
  readonly keepVolumes?: boolean;
}

export const create: Handler<CreateFlags> = async (session, { branch, slot, own, keepVolumes }, [name = '']) => {
  const { context, process, signal } = session;
  const instance = await createSandbox(context, {
    name,
    branch,
    slot,
    own: own === undefined ? [] : parseOwnDirectories(own),
    directory: process.cwd(),
    keepVolumes: keepVolumes === true,
    signal,
  });
  const description = await describe(context, instance);
  session.result(description, [
    `${session.style.green('✓')} ${instance.id} created: ${instance.path}, slot ${instance.slot}`,
    ...formatUrls(description.urls),
    '',
    `Start it with: cd ${quoteArgument(instance.path)} && ktrdr sandbox up`,
  ]);
};
