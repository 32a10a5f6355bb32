import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

// `npm run release` shows what a release of the version plans would do; `npm run release -- --dry-run=false` does it: new
// versions, changelogs, one commit with a tag for each package, a new build of what reports its version, and publishing.

const root = fileURLToPath(new URL('..', import.meta.url));
const flags = process.argv.slice(2);
const forReal = flags.includes('--dry-run=false');
const rest = flags.filter((flag) => !flag.startsWith('--dry-run'));

const args = ['release', '--yes', ...(forReal ? [] : ['--dry-run']), ...rest];
const { status, error } = spawnSync('node_modules/.bin/nx', args, { cwd: root, stdio: 'inherit' });
if (error !== undefined) console.error(`Cannot run nx: ${error.message}`);
process.exitCode = status ?? 1;
