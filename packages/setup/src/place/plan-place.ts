import { CodedError, quoteArgument } from '@ktrdr/errors';
import { isKtrdr, isSameDirectory } from '@ktrdr/instance/internal';
import type { InstanceRecord } from '@ktrdr/registry';
import type { SetupRecord, StepName } from '../record/setup-record.ts';
import type { PlaceFacts } from './read-place.ts';
import { shownRepository } from '../repository/shown-repository.ts';

export interface PlaceSituation {
  readonly place: PlaceFacts;
  readonly localProd: InstanceRecord | undefined;
  /** An earlier setup of this place that is not finished. */
  readonly record: SetupRecord | undefined;
  /** What is to be cloned, where that was said. */
  readonly repo?: string | undefined;
  /** Which branch of it, where that was said. */
  readonly branch?: string | undefined;
}

export type PlacePlan =
  /** Nothing is there: clone. */
  | { readonly kind: 'clone' }
  /** The clone of an interrupted setup, or the registered local-prod: go on after what is done. */
  | { readonly kind: 'go-on'; readonly done: readonly StepName[] };

/**
 * Decides whether setup may use a place.
 *
 * @throws CodedError `LOCAL_PROD_EXISTS`, `DESTINATION_EXISTS` or `SETUP_DIFFERS`
 */
export function planPlace(situation: PlaceSituation): PlacePlan {
  const { place, localProd, record } = situation;
  const registered = localProd?.path === place.path;
  if (localProd !== undefined && !registered) throw localProdElsewhere(localProd.path);
  if (!place.exists) {
    if (registered) throw localProdGone(place.path);
    return { kind: 'clone' };
  }
  const ours =
    record?.path === place.path && record.directory !== undefined && isSameDirectory(record.directory, place.identity);
  const isClone = place.git.kind === 'clone' && place.git.topLevel === place.path && isKtrdr(place.git.remoteUrls);
  if (!isClone || (!registered && !ours)) throw destinationExists(place, isClone);
  assertAsAsked(situation);
  const done = new Set<StepName>(['clone', ...(ours ? record.done : [])]);
  // The registry decides: it may have been cleared since, and a lost marker is written again.
  if (registered && place.marker) done.add('init');
  else done.delete('init');
  // What people have installed there since is theirs to change. Where nothing is, nothing was installed, whatever the record says.
  if (!place.environment) done.delete('sync');
  else if (registered) done.add('sync');
  // Each time, as it ends in seconds where it has nothing to do.
  done.delete('start');
  return { kind: 'go-on', done: [...done] };
}

/** What is cloned stays as it is: flags that ask for something else are refused, and not passed over. */
function assertAsAsked({ place, record, repo, branch }: PlaceSituation): void {
  const { path, git } = place;
  const urls = git.kind === 'none' ? [] : git.remoteUrls.map(shownRepository);
  // A URL may be another one to git (`insteadOf`).
  const isOf = (url: string): boolean => urls.includes(url) || record?.repo === url;
  if (repo !== undefined && !isOf(shownRepository(repo))) {
    throw new CodedError(`${path} is a clone of ${urls[0] ?? 'something else'}, not of ${shownRepository(repo)}`, {
      code: 'SETUP_DIFFERS',
      hint: 'Nothing was changed. To continue with it, leave out --repo. For another clone, choose another directory with --path.',
    });
  }
  if (branch === undefined || branch === place.branch || branch === record?.branch) return;
  throw new CodedError(
    `${path} is on ${place.branch === undefined ? 'no branch' : `branch ${place.branch}`}, not on ${branch}`,
    {
      code: 'SETUP_DIFFERS',
      hint: `Nothing was changed. To continue with it as it is, leave out --branch. To switch the branch first: git -C ${quoteArgument(path)} switch ${quoteArgument(branch)}`,
    },
  );
}

/** @throws what {@link planPlace} does for a local-prod that is registered elsewhere */
export function localProdElsewhere(path: string): CodedError {
  return new CodedError(`A local-prod instance already exists: ${path}`, {
    code: 'LOCAL_PROD_EXISTS',
    hint: `There can be only one. To continue with it: --path ${quoteArgument(path)}. To remove it first, with its database: ktrdr local-prod destroy`,
  });
}

function localProdGone(path: string): CodedError {
  return new CodedError(`local-prod is registered at ${path}, which is no longer there`, {
    code: 'LOCAL_PROD_EXISTS',
    hint: 'Move it back, or remove the instance with: ktrdr local-prod destroy. Then run setup again.',
  });
}

function destinationExists({ path, marker }: PlaceFacts, isClone: boolean): CodedError {
  return new CodedError(`${path} already exists and was left unchanged`, {
    code: 'DESTINATION_EXISTS',
    // One with the marker of an instance is a sandbox, or is to be looked at first.
    hint:
      isClone && !marker
        ? `Choose another directory with --path, or make this clone local-prod: cd ${quoteArgument(path)} && ktrdr local-prod init`
        : 'Choose another directory with --path.',
  });
}
