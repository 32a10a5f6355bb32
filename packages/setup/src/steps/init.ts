import { initLocalProd } from '@ktrdr/instance';
import type { Step } from './step.ts';

/** Registers the clone. */
export const init: Step = async ({ session, path, keepVolumes }) => {
  const { slot } = await initLocalProd(session.context, {
    directory: path,
    keepVolumes: async () => keepVolumes,
  });
  return `registered it as local-prod: slot ${slot}, the standard ports`;
};
