import { resolve } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import type { RegistryDocument } from '../document/registry-document.ts';

/**
 * One directory is one instance.
 *
 * @throws CodedError `PATH_REGISTERED`, saying as what
 */
export function assertPathFree(document: RegistryDocument, path: string): void {
  const wanted = resolve(path);
  const { local_prod: localProd } = document;
  if (localProd && resolve(localProd.path) === wanted) throw registered(path, `local-prod, ${localProd.instance_id}`);
  const holder = Object.values(document.instances ?? {}).find((entry) => resolve(entry.path) === wanted);
  if (holder) throw registered(path, `sandbox ${holder.instance_id}, slot ${holder.slot}`);
}

function registered(path: string, role: string): CodedError {
  return new CodedError(`${path} is already registered: ${role}`, {
    code: 'PATH_REGISTERED',
    hint: 'Use that instance, or destroy it first.',
  });
}
