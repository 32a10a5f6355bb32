import { quoteArgument } from '@ktrdr/errors';

export interface NextFacts {
  readonly path: string;
  readonly started: boolean;
  readonly noSecrets: boolean;
  /** Whether `ktrdr` can be called. */
  readonly hasCommand: boolean;
}

/** A command, and what for. */
export interface NextCommand {
  readonly command: string;
  readonly purpose: string;
}

/** What a person who has just set up local-prod does next. */
export function nextCommands({ path, started, noSecrets, hasCommand }: NextFacts): NextCommand[] {
  const up = `ktrdr local-prod up${noSecrets ? ' --no-secrets' : ''}`;
  return [
    ...(hasCommand ? [] : [{ command: 'npm install --global @ktrdr/cli', purpose: 'get the ktrdr command' }]),
    { command: `cd ${quoteArgument(path)}`, purpose: 'where its commands work' },
    { command: up, purpose: started ? 'start it again later' : 'start it' },
    { command: 'ktrdr local-prod status', purpose: 'see its state' },
    { command: 'ktrdr local-prod down', purpose: 'stop it; the database stays' },
  ];
}
