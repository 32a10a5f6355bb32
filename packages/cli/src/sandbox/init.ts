import { describe, initSandbox, parseOwnDirectories } from '@ktrdr/instance';
import { formatUrls } from '@ktrdr/terminal';
import type { Handler } from '../command.ts';

export interface InitFlags {
  readonly slot?: number;
  readonly name?: string;
  readonly own?: string;
  readonly keepVolumes?: boolean;
}

export const init: Handler<InitFlags> = async (session, { slot, name, own, keepVolumes }) => {
  const { context, process } = session;
  const instance = await initSandbox(context, {
    directory: process.cwd(),
    name,
    slot,
    own: own === undefined ? [] : parseOwnDirectories(own),
    keepVolumes: async (volumes) =>
      keepVolumes === true ||
      (await session.ask(`Volumes of an earlier sandbox of that name exist (${volumes.join(', ')}). Use them?`)),
  });
  const description = await describe(context, instance);
  session.result(description, [
    `${session.style.green('✓')} ${instance.id} initialized: ${instance.path}, slot ${instance.slot}`,
    ...formatUrls(description.urls),
    '',
    'Start it with: ktrdr sandbox up',
  ]);
};
