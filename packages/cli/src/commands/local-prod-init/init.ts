import { describe, initLocalProd } from '@ktrdr/instance';
import { formatUrls } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import type { InitOptions } from './flags.ts';

export const init: Handler<InitOptions> = async (session, { keepVolumes, again }) => {
  const { context, process } = session;
  const instance = await initLocalProd(context, {
    directory: process.cwd(),
    again,
    keepVolumes: async (volumes) =>
      keepVolumes === true ||
      (await session.ask(`Volumes of an earlier ktrdr-prod exist (${volumes.join(', ')}). Use them?`)),
  });
  const description = await describe(context, instance);
  session.result(description, [
    `${session.style.green('✓')} ${instance.id} initialized: ${instance.path}, slot ${instance.slot}`,
    ...formatUrls(description.urls),
    '',
    'Start it with: ktrdr local-prod up',
  ]);
};
