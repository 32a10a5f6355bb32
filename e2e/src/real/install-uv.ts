import { chmod, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { E2E } from '../places.ts';
import { readMachineSettings } from './machine-settings.ts';

/** The real `uv`, for as long as a run lasts. */
export interface InstalledUv {
  /** What is put before the PATH. */
  readonly path: string;
  /** What it is, for whoever reads the list of what was real. */
  readonly what: string;
  remove(): Promise<void>;
}

/**
 * Installs uv from the package index into a virtual environment outside the repository, behind the wrapper that leaves out
 * NVIDIA's libraries.
 *
 * @throws when the index cannot be reached, or Python is missing
 */
export async function installUv(): Promise<InstalledUv> {
  const directory = await mkdtemp(join(tmpdir(), 'ktrdr-test-uv-'));
  const remove = async (): Promise<void> => await rm(directory, { recursive: true, force: true });
  try {
    await execa('python3', ['-m', 'venv', join(directory, 'venv')]);
    await execa(join(directory, 'venv', 'bin', 'pip'), ['install', '--quiet', 'uv']);
    const { stdout: version } = await execa(join(directory, 'venv', 'bin', 'uv'), ['--version']);
    await chmod(directory, 0o755);
    const bin = join(directory, 'bin');
    await mkdir(bin);
    const { index } = await readMachineSettings(process.env);
    const python = await otherPython(join(directory, 'python'));
    const lines = [
      '#!/bin/sh',
      `export REAL_UV='${join(directory, 'venv', 'bin', 'uv')}'`,
      // uv does not read pip's configuration.
      ...(index === undefined ? [] : [`export UV_DEFAULT_INDEX='${index}'`]),
      ...(process.env['SSL_CERT_FILE'] === undefined ? [] : [`export SSL_CERT_FILE='${process.env['SSL_CERT_FILE']}'`]),
      // A copy of a Python does not know where its library is now.
      ...(python === undefined ? [] : [`export LD_LIBRARY_PATH='${join(python, 'lib')}'`]),
      `exec '${join(E2E, 'images', 'python', 'uv')}' "$@"`,
    ];
    await writeFile(join(bin, 'uv'), `${lines.join('\n')}\n`);
    await chmod(join(bin, 'uv'), 0o755);
    const leavesOut =
      process.platform === 'linux' && process.arch === 'x64'
        ? "; its sync leaves out NVIDIA's libraries and triton"
        : '';
    return {
      what: `${version}${leavesOut}`,
      path: [bin, ...(python === undefined ? [] : [join(python, 'bin')])].join(delimiter),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * pyenv puts only one Python on the PATH, and KTRDR may want another: a copy of the newest that it takes, where whoever runs the tests
 * can read it.
 */
async function otherPython(directory: string): Promise<string | undefined> {
  const versions = join(homedir(), '.pyenv', 'versions');
  const names = await readdir(versions).catch(() => []);
  const name = names
    .filter((each) => /^3\.1[23]\./.test(each))
    .toSorted()
    .at(-1);
  if (name === undefined) return undefined;
  await cp(join(versions, name), directory, { recursive: true, verbatimSymlinks: true });
  return directory;
}
