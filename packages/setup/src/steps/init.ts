import { initLocalProd } from '@ktrdr/instance';
import { rememberVault } from '@ktrdr/instance/internal';
import type { Step } from './step.ts';

/** Registers the clone. */
export const init: Step = async ({ session, path, keepVolumes, vault }) => {
  const instance = await initLocalProd(session.context, {
    directory: path,
    keepVolumes: async () => keepVolumes,
  });
  if (vault !== undefined) await rememberVault(session.context, instance, vault);
  return `registered it as local-prod: slot ${instance.slot}, the standard ports`;
};
