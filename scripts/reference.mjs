import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Writes docs/reference/error-codes.md from the list in packages/errors/src/error-codes.ts.
const { status } = spawnSync('npx', ['jest', 'reference'], {
  cwd: fileURLToPath(new URL('../packages/errors', import.meta.url)),
  env: {
    ...process.env,
    UPDATE_REFERENCE: '1',
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
