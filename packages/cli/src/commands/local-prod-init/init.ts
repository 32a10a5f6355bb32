import { describe, initLocalProd } from '@ktrdr/instance';
import { destroyCommand } from '@ktrdr/instance/internal';
import { formatUrls, shownUrls } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { tellMade } from '../../command/tell-made.ts';
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
  const start = 'ktrdr local-prod up';
  await tellMade(session, instance, {
    made: { what: `${instance.id} was initialized`, start, remove: destroyCommand(instance) },
    tell: async () => {
      const description = await describe(context, instance);
      session.result(description, [
        `${session.style.green('✓')} ${instance.id} initialized: ${instance.path}, slot ${instance.slot}`,
        ...formatUrls(await shownUrls(session, instance, description.urls)),
        '',
        `Start it with: ${start}`,
      ]);
    },
  });
};
