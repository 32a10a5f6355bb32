import process from 'node:process';
import { nx, NX, run } from './prepare.mjs';

// `npm run release` shows what a release of the version plans would do, `npm run release -- --dry-run=false` does it.

const flags = process.argv.slice(2);
const mode = flags.includes('--dry-run=false') ? [] : ['--dry-run'];
const rest = flags.filter((flag) => !flag.startsWith('--dry-run'));

// New versions and changelogs, in one commit with a tag for each package.
run(NX, ['release', '--skip-publish', ...mode, ...rest]);
// A command holds its version, so it is built after that is known; and what is published has been looked at. (As a dependency
// of the next step Nx would leave this out.)
nx(['--targets', 'pack', '--output-style', 'static']);
// All that the registry does not have yet: also what a release left that was interrupted.
run(NX, ['release', 'publish', ...mode, ...rest]);
