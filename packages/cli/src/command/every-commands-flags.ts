import { globalFlags } from '@ktrdr/terminal/global-flags';

/** The options that every command of `ktrdr` has. */
export const everyCommandsFlags = globalFlags({
  json: 'Print one JSON document on stdout and everything else on stderr',
  yes: 'Skip confirmation questions',
});
