import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Writes docs/reference: error-codes.md from the list in packages/errors/src/error-codes.ts, cause-codes.md from the one in
// packages/instance/src/causes/cause-codes.ts, files.md from packages/instance/test/core, and from the commands and their JSON documents, in packages/cli/src, commands.md,
// json-documents.md and the schemas in packages/cli/schemas.
for (const name of ['errors', 'instance', 'cli']) {
  const { status } = spawnSync('npx', ['jest', 'reference'], {
    cwd: fileURLToPath(new URL(`../packages/${name}`, import.meta.url)),
    env: {
      ...process.env,
      UPDATE_REFERENCE: '1',
      NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
    },
    stdio: 'inherit',
  });
  process.exitCode ||= status ?? 1;
}
