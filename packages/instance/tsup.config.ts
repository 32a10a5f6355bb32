import { cp } from 'node:fs/promises';
import { defineConfig } from 'tsup';
import { library } from '../../tsup.preset.ts';

export default defineConfig({
  ...library,
  // The shipped Compose file, where shippedComposeFile() looks for it.
  async onSuccess() {
    await cp('../../compose', 'dist/compose', { recursive: true });
  },
});
