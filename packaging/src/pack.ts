import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { execa } from 'execa';
import { checkTarball } from './check-tarball.ts';
import { readTarball } from './read-tarball.ts';

// `node packaging/dist/pack.js <directory>` packs a package as it is published, and judges what comes out.

const [directory = '.'] = argv.slice(2);
const packed = join(directory, 'packed');

// The tarball of another version is not this one.
await rm(packed, { recursive: true, force: true });
await mkdir(packed);
await execa('pnpm', ['--dir', directory, 'pack', '--pack-destination', 'packed'], { stdout: 'ignore' });
const [name = ''] = await readdir(packed);
const path = join(packed, name);

const tarball = await readTarball(path);
const problems = checkTarball(tarball);
stdout.write([`${name}: ${tarball.size} files`, ...problems.map((problem) => `  ${problem}`), ''].join('\n'));

const exitCodes = [problems.length];
// Packages are ES modules only: Node 20.19 and newer can `require` them too.
for (const [command, ...args] of [
  ['publint', 'run', '--strict', path],
  ['attw', '--profile', 'esm-only', '--no-emoji', path],
] as const) {
  const { exitCode } = await execa(command, args, { stdio: ['ignore', 'inherit', 'inherit'], reject: false });
  exitCodes.push(exitCode ?? 1);
}
process.exitCode = exitCodes.every((code) => code === 0) ? 0 : 1;
