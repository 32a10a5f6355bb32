import { initLocalProd } from '@ktrdr/instance';
import { rememberPlace } from '@ktrdr/instance/internal';
import type { Step } from './step.ts';

/** Registers the clone. */
export const init: Step = async ({ session, path, keepVolumes, said }) => {
  const instance = await initLocalProd(session.context, {
    directory: path,
    keepVolumes: async () => keepVolumes,
  });
  await rememberPlace(session.context, instance, said);
  return `registered it as local-prod: slot ${instance.slot}, the standard ports`;
};
