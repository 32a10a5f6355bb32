/** Which Engine is spoken to; neither: the one that the `docker` command chooses by itself. */
export interface EngineAddress {
  /** A Docker context, as `docker --context` takes it. */
  readonly context?: string;
  /** An Engine's address, as `docker --host` takes it: `unix:///var/run/docker.sock`, `ssh://me@host`. */
  readonly host?: string;
}

/** The arguments that lead every `docker` command to that Engine. */
export function addressArgs({ context, host }: EngineAddress): string[] {
  return [...(context === undefined ? [] : ['--context', context]), ...(host === undefined ? [] : ['--host', host])];
}
