import type { RegistryDocument } from './registry-document.ts';

/** A registry in which nothing is registered: what a missing file stands for. */
export const emptyRegistry: RegistryDocument = Object.freeze({
  version: 1,
  local_prod: null,
  instances: Object.freeze({}),
});
