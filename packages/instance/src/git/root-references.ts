import { readdir } from 'node:fs/promises';
import { gitFailed, type GitOptions, runGit } from './run-git.ts';

/** What git itself writes there, and of which nobody expects that it keeps anything. */
const PASSING: ReadonlySet<string> = new Set(['HEAD', 'ORIG_HEAD', 'FETCH_HEAD', 'AUTO_MERGE']);

/**
 * References beside HEAD, as `KEEP_HEAD`, that name a commit. Source: gitglossary(7), "pseudoref"
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function rootReferences(adminDirectory: string, options: GitOptions): Promise<string[]> {
  const names = (await readdir(adminDirectory)).filter((name) => /^[A-Z][A-Z_]*$/.test(name) && !PASSING.has(name));
  const found: string[] = [];
  for (const name of names) {
    // A submodule's work tree, as it is configured, may be gone, and git asks for one.
    const at = [`--git-dir=${adminDirectory}`, `--work-tree=${adminDirectory}`];
    const args = [...at, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`];
    const result = await runGit(options, adminDirectory, args);
    if (result.exitCode === 0) found.push(name);
    // 1: it names none; 128: it is no reference, as MERGE_MSG. A git that was killed has said neither.
    else if (result.exitCode !== 1 && result.exitCode !== 128)
      throw gitFailed(`read ${name} of ${adminDirectory}`, result);
  }
  return found;
}
