import { CodedError } from '@ktrdr/errors';
import type { GitFacts } from '../git/git-facts.ts';
import { isKtrdr } from '../git/is-ktrdr.ts';
import type { Instance } from '../instance.ts';

/** What is at the registered path now. Nothing here comes from the directory in which the command was given. */
export interface PlaceFacts {
  /** The real path of the registered path; undefined when nothing is there. */
  readonly realPath: string | undefined;
  /** What git says of it; undefined when nothing is there. */
  readonly git: GitFacts | undefined;
  /** `INSTANCE_ID` of the `.env.sandbox` there: undefined without a file, null for a file without an id. */
  readonly markerId: string | null | undefined;
}

/** What happens to the registered directory. Docker resources and the registry's entry go in every case. */
export type PlacePlan =
  | { readonly kind: 'remove-marker' }
  /** No file there is touched, and why. */
  | { readonly kind: 'leave'; readonly reason: string };

/**
 * Decides what `local-prod destroy` may touch at the registered path: `.env.sandbox`, if the clone that was registered is
 * still there, and nothing otherwise. A missing marker is no mismatch: the real path and git's view decide.
 */
export function planPlace(instance: Instance, { realPath, git, markerId }: PlaceFacts): PlacePlan {
  if (realPath === undefined) return leave(`${instance.path} is not there any more`);
  if (realPath !== instance.path) return leave(`${instance.path} now leads to ${realPath}`);
  if (git?.kind !== 'clone' || git.topLevel !== instance.path || !isKtrdr(git.remoteUrls)) {
    return leave(`${instance.path} is no longer the clone that was registered`);
  }
  if (markerId !== undefined && markerId !== instance.id) {
    return leave(`${instance.path} now belongs to ${markerId ?? 'something else'}, says its .env.sandbox`);
  }
  return { kind: 'remove-marker' };
}

function leave(reason: string): PlacePlan {
  return { kind: 'leave', reason };
}

/** @throws CodedError `NO_LOCAL_PROD` */
export function noLocalProd(): CodedError {
  return new CodedError('No local-prod instance exists', {
    code: 'NO_LOCAL_PROD',
    hint: 'There is nothing to destroy. To make one, go into a clone of KTRDR and run: ktrdr local-prod init',
  });
}
