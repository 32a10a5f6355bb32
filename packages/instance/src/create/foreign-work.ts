import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { ENV_FILE, isEnvFile, readEnvFile } from '../env-file/env-file.ts';
import { nothingHidden } from '../git/hiding-nothing.ts';
import { gitFailed, runGit } from '../git/run-git.ts';
import { unreadableDirectories } from '../git/unreadable-directories.ts';
import { UNDISTURBED } from '../git/undisturbed.ts';
import { type CreateJournal, removeScratchIndex, scratchIndexOf } from '../journals/create-journal.ts';
import { isThere, statsAt } from '../core/stats-at.ts';
import { SETTINGS, SETTINGS_EXAMPLE } from './settings.ts';

/**
 * What is in a worktree beyond what a create puts there: commits, changes, files. Neither git's own files, complete or cut
 * off where it was killed, nor ours.
 *
 * @param administration what git keeps for the worktree
 * @returns names of files, or words for what is no file; empty when nothing would be lost with the worktree
 * @throws CodedError `GIT_FAILED` when git cannot tell
 */
export async function foreignWork(
  context: Context,
  { id, path, branch, createdAt }: CreateJournal,
  administration: string,
): Promise<string[]> {
  const head = await runGit(context, path, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], UNDISTURBED);
  if (head.exitCode === undefined) throw gitFailed(`read the HEAD of ${path}`, head);
  // git was killed before it had said which commit this is: there is nothing of its own here yet.
  if (head.exitCode !== 0) return (await readdir(path)).filter((name) => name !== '.git');
  if (head.stdout.trim() !== branch.commit) return ['commits'];
  const staged = await changes(context, path, {}, ['--untracked-files=no']);
  const kept = staged.filter(({ index }) => 'AMTRC'.includes(index)).map(({ file }) => `${file} (staged)`);
  // git writes the index once all is checked out: from then on nothing of the commit is missing or cut off by itself.
  const isWhole =
    (await isThere(join(administration, 'index'))) && !(await isThere(join(administration, 'index.lock')));
  return [...kept, ...(await foreignFiles(context, { id, path, branch, createdAt }, { isWhole }))];
}

/**
 * The files in a worktree that are not of its commit, whole or cut off, nor ours.
 *
 * @param state.repository its git directory, for a directory that has lost its own link to it
 * @param state.isWhole git had checked out all of it
 */
export async function foreignFiles(
  context: Context,
  { id, path, branch, createdAt }: Pick<CreateJournal, 'id' | 'path' | 'branch' | 'createdAt'>,
  { repository, isWhole = false }: { readonly repository?: string; readonly isWhole?: boolean },
): Promise<string[]> {
  const where = repository === undefined ? {} : { GIT_DIR: repository, GIT_WORK_TREE: path };
  // Compared with an index of its own: git may have been killed before it wrote one.
  const index = scratchIndexOf(context, id);
  try {
    const env = { ...where, GIT_INDEX_FILE: index };
    const read = await runGit(context, path, ['read-tree', branch.commit], { ...UNDISTURBED, env });
    if (read.exitCode !== 0) {
      // Without its commit, nothing is known of what belongs to it. Where the commit is there, it is the question that failed: no room, git killed.
      const tree = await runGit(context, path, ['cat-file', '-e', `${branch.commit}^{tree}`], { ...UNDISTURBED, env });
      if (tree.exitCode === 0 || read.exitCode === undefined) throw gitFailed(`look for work in ${path}`, read);
      return await readdir(path);
    }
    const found = await changes(context, path, env, ['--ignored', '--untracked-files=all']);
    const foreign = await inPlacesOfSubmodules(context, path, { commit: branch.commit, env: where });
    // A blank: the file is as it was committed.
    for (const change of found.filter(({ tree }) => tree !== ' ')) {
      if (!(await isOurs(context, { id, path, branch, createdAt, where, isWhole }, change))) foreign.push(change.file);
    }
    return foreign;
  } finally {
    await removeScratchIndex(context, id);
  }
}

/** Files where the commit has a submodule that was not checked out: git status does not look there. */
async function inPlacesOfSubmodules(
  context: Context,
  path: string,
  { commit, env }: { commit: string; env: Readonly<Record<string, string>> },
): Promise<string[]> {
  const listed = await runGit(context, path, ['ls-tree', '-r', '-z', commit], { ...UNDISTURBED, env });
  if (listed.exitCode !== 0) throw gitFailed(`list what ${path} is made of`, listed);
  const places = listed.stdout.split('\0').flatMap((line) => /^160000 commit \S+\t(.+)$/s.exec(line)?.[1] ?? []);
  const files: string[] = [];
  for (const place of places) {
    const names = await readdir(join(path, place)).catch((error: unknown): string[] => {
      // Anything but a directory is a change, and seen.
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
      throw error;
    });
    // A repository of somebody's; with a file there instead, it is the submodule itself, into which git status looks.
    if ((await statsAt(join(path, place, '.git')))?.isDirectory() === true) files.push(`${place}/`);
    else if (!names.includes('.git')) files.push(...names.map((name) => `${place}/${name}`));
  }
  return files;
}

interface Change {
  readonly index: string;
  readonly tree: string;
  readonly file: string;
}

async function changes(
  context: Context,
  path: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[],
): Promise<Change[]> {
  const leading = await nothingHidden(path);
  // Whatever somebody has configured not to see.
  const args = [...leading, 'status', '--porcelain', '--no-renames', '--ignore-submodules=none', '-z', ...flags];
  // A status that fails says nothing of what there is: that is no clean one.
  const result = await runGit(context, path, args, { ...UNDISTURBED, env });
  if (result.exitCode !== 0) throw gitFailed(`look for work in ${path}`, result);
  // What git may not look into was not put there by it.
  const closed = unreadableDirectories(result.stderr).map((file): Change => ({ index: '?', tree: '?', file }));
  const found = result.stdout.split('\0').flatMap((entry) => {
    const [, index, tree, file] = /^(.)(.) (.+)$/s.exec(entry) ?? [];
    return index === undefined || tree === undefined || file === undefined ? [] : [{ index, tree, file }];
  });
  return [...found, ...closed];
}

async function isOurs(
  context: Context,
  {
    id,
    path,
    branch,
    createdAt,
    where,
    isWhole,
  }: Pick<CreateJournal, 'id' | 'path' | 'branch' | 'createdAt'> & {
    where: Readonly<Record<string, string>>;
    isWhole: boolean;
  },
  { tree, file }: Change,
): Promise<boolean> {
  // What is there in place of a file was put there.
  if (tree === 'D') return !isWhole && !(await isThere(join(path, file)));
  if (tree === 'M') return !isWhole && (await isCutOff(context, { path, branch, where }, file));
  // One that cannot be read, or is a link, is nothing that we have written; nor is that of another registry, which has another time.
  if (file === ENV_FILE) {
    const marker = await readEnvFile(path).catch(() => undefined);
    return marker?.['INSTANCE_ID'] === id && marker['CREATED_AT'] === createdAt;
  }
  if (file === SETTINGS) return isBeginning(await textOf(join(path, file)), await textOf(join(path, SETTINGS_EXAMPLE)));
  return isEnvFile(file);
}

/** Whether a file is what git was writing of the commit's when it was killed: with all that was committed, it is its mode that somebody has changed. */
export async function isCutOff(
  context: Context,
  { path, branch, where }: Pick<CreateJournal, 'path' | 'branch'> & { where: Readonly<Record<string, string>> },
  file: string,
): Promise<boolean> {
  const text = await textOf(join(path, file));
  if (text === undefined) return false;
  const blob = ['cat-file', 'blob', `${branch.commit}:${file}`];
  const committed = await runGit(context, path, blob, { ...UNDISTURBED, env: where });
  return committed.exitCode === 0 && text !== committed.stdout && isBeginning(text, committed.stdout);
}

/** Whether a file is what somebody was writing when it was cut off. */
function isBeginning(text: string | undefined, whole: string | undefined): boolean {
  // What is not text was not decoded exactly, and proves nothing.
  return text !== undefined && whole !== undefined && !text.includes('\uFFFD') && whole.startsWith(text);
}

/** More than this is not read to prove that it is the beginning of something. */
const LARGEST = 64 * 1024 * 1024;

/** The text of a file; undefined where there is none, for what is no file (a pipe would be waited for), and for what is very large. */
async function textOf(file: string): Promise<string | undefined> {
  const stats = await statsAt(file);
  if (stats?.isFile() !== true || stats.size > LARGEST) return undefined;
  return await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
}
