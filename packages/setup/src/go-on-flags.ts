import { quoteArgument } from '@ktrdr/errors';
import type { Settled } from './settle.ts';
import { KTRDR_REPOSITORY } from './setup-options.ts';
import { shownRepository } from './repository/shown-repository.ts';

/** What a setup was told, by flags or answers. */
export interface Answers extends Pick<
  Settled,
  'path' | 'repo' | 'branch' | 'shared' | 'noSecrets' | 'said' | 'keepVolumes' | 'start'
> {
  readonly yes: boolean;
}

/** The flags with which another setup goes on with the same answers, as a shell reads them. */
export function goOnFlags(answers: Answers): string[] {
  const { path, repo, branch, shared, noSecrets, said, keepVolumes, start, yes } = answers;
  return [
    `--path ${quoteArgument(path)}`,
    ...(repo === KTRDR_REPOSITORY ? [] : [`--repo ${quoteArgument(shownRepository(repo))}`]),
    ...(branch === undefined ? [] : [`--branch ${quoteArgument(branch)}`]),
    `--shared ${shared.kind === 'copy' ? quoteArgument(shared.from) : shared.kind}`,
    ...(noSecrets ? ['--no-secrets'] : []),
    ...(said.vault === undefined ? [] : [`--vault ${quoteArgument(said.vault)}`]),
    ...(said.account === undefined ? [] : [`--account ${quoteArgument(said.account)}`]),
    ...(keepVolumes ? ['--keep-volumes'] : []),
    start ? '--start' : '--no-start',
    ...(yes ? ['--yes'] : []),
  ];
}
