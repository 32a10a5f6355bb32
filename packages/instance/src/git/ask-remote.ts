import { CodedError, isCodedError, withoutCredentials } from '@ktrdr/errors';
import { askGit, type GitOptions, runGit } from './run-git.ts';
import { unasking } from './unasking.ts';

/** What a remote says of its branches. */
export interface RemoteAnswer {
  readonly remote: string;
  /** Its default branch, without `refs/heads/`; undefined when it has not said. */
  readonly defaultBranch: string | undefined;
  /** The commits of those branches that were asked for and that it has, the default branch too. */
  readonly heads: ReadonlyMap<string, string>;
  /** Why it could not be asked, or why not everything was fetched; undefined when all is as it says. */
  readonly problem: string | undefined;
}

/** What a person waits for without having asked for it. */
const TIME_LIMIT_MS = 10_000;

/**
 * Asks a remote for its default branch and for some others, and fetches what is new of them into its remote-tracking
 * branches, and nothing else. Never asks a person anything, and ends after ten seconds.
 *
 * @throws CodedError `GIT_FAILED` where the repository itself cannot be read
 * @param branches names without `refs/heads/`
 */
export async function askRemote(
  git: GitOptions,
  directory: string,
  {
    remote,
    branches,
    timeLimitMs = TIME_LIMIT_MS,
  }: { remote: string; branches: readonly string[]; timeLimitMs?: number },
): Promise<RemoteAnswer> {
  const deadline = performance.now() + timeLimitMs;
  const { args, options } = await unasking(git, directory);
  const speak = async (...command: readonly string[]): Promise<string> => {
    const timeoutMs = Math.max(1, deadline - performance.now());
    const { exitCode, stdout, stderr, timedOut } = await runGit(git, directory, [...args, ...command], {
      ...options,
      timeoutMs,
    });
    if (exitCode === 0) return stdout;
    // For this function alone, which catches it: no code that others see.
    throw new CodedError<'REMOTE_SILENT'>(timedOut ? `no answer within ${timeLimitMs / 1000} s` : wordsOf(stderr), {
      code: 'REMOTE_SILENT',
    });
  };
  let heads = new Map<string, string>();
  let defaultBranch: string | undefined;
  try {
    const refs = branches.map((branch) => `refs/heads/${branch}`);
    const said = await speak('ls-remote', '--symref', '--', remote, 'HEAD', ...refs);
    defaultBranch = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(said)?.[1];
    const commits = parseRefs(said, '\t');
    heads = new Map(
      [...new Set([defaultBranch, ...branches])].flatMap((branch) => {
        // A remote without `HEAD` in its list of branches says its commit all the same.
        const commit =
          branch &&
          (commits.get(`refs/heads/${branch}`) ?? (branch === defaultBranch ? commits.get('HEAD') : undefined));
        return branch === undefined || commit === undefined ? [] : [[branch, commit] as const];
      }),
    );
    const stale = await missingOf(git, directory, { remote, heads });
    if (stale.length > 0) {
      const refspecs = stale.map((branch) => `+refs/heads/${branch}:refs/remotes/${remote}/${branch}`);
      // Without `--refmap=` git also moves what the remote's own refspec says, which may be branches of the user's (a mirror).
      const only = [
        '--refmap=',
        '--no-tags',
        '--no-recurse-submodules',
        '--no-write-fetch-head',
        '--no-auto-maintenance',
      ];
      await speak('fetch', '--quiet', ...only, '--', remote, ...refspecs);
    }
    return { remote, defaultBranch, heads, problem: undefined };
  } catch (error) {
    if (!isCodedError<string>(error) || error.code !== 'REMOTE_SILENT') throw error;
    // Somebody else may have fetched the same at the same time, which git refuses to one of the two.
    const complete = heads.size > 0 && (await missingOf(git, directory, { remote, heads })).length === 0;
    return { remote, defaultBranch, heads, problem: complete ? undefined : error.message };
  }
}

/** The branches of a remote whose remote-tracking branch is not where the remote has it. */
async function missingOf(
  git: GitOptions,
  directory: string,
  { remote, heads }: Pick<RemoteAnswer, 'remote' | 'heads'>,
): Promise<string[]> {
  if (heads.size === 0) return [];
  const refs = [...heads.keys()].map((branch) => `refs/remotes/${remote}/${branch}`);
  const known = parseRefs(
    await askGit(git, directory, {
      doing: `list the branches of ${remote}`,
      args: ['for-each-ref', '--format=%(objectname) %(refname)', ...refs],
    }),
    ' ',
  );
  return [...heads].flatMap(([branch, commit]) =>
    known.get(`refs/remotes/${remote}/${branch}`) === commit ? [] : [branch],
  );
}

function parseRefs(text: string, separator: string): Map<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [commit, ref] = line.split(separator);
      return commit !== undefined && ref !== undefined && /^[0-9a-f]{40,}$/.test(commit)
        ? [[ref, commit] as const]
        : [];
    }),
  );
}

/** What git, or ssh before it, gives as the reason, without the credentials that an address may hold. */
export function wordsOf(stderr: string): string {
  const lines = stderr.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const fatal = lines.findIndex((line) => /^(?:fatal|error):/.test(line));
  // Of ssh git knows only that it has failed; why is what ssh said last.
  const index = fatal > 0 && /could not read from remote/i.test(lines[fatal] ?? '') ? fatal - 1 : fatal;
  const said = lines.at(index) ?? 'git says nothing';
  return withoutCredentials(said.replace(/^(?:fatal|error): /, ''));
}
