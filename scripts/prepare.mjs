import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

// What the demo and the tests do first, with Node and npm alone: the dependencies, then builds and checks through Nx.

const root = fileURLToPath(new URL('..', import.meta.url));
/** Nx, as it is installed here. */
export const NX = 'node_modules/.bin/nx';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Runs a command in the repository's root, and ends this process with its exit code if it fails. */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) console.error(`Cannot run ${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs exactly what the lockfile says, with the pnpm that package.json names. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node ${process.versions.node} is too old: 20.19 or newer is needed (https://nodejs.org).`);
    process.exit(1);
  }
  run('npx', ['--yes', manifest.packageManager, 'install', '--frozen-lockfile', '--prefer-offline']);
}

/** Runs targets of projects through Nx; what has not changed comes from the cache. */
export function nx(args) {
  run(NX, ['run-many', ...args]);
}

/** Runs a built program, given from the repository's root. */
export function program(file, args) {
  run(process.execPath, [file, ...args]);
}
