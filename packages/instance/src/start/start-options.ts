/** How an instance is started. */
export interface StartOptions {
  /** Build images also where they exist. */
  readonly build: boolean;
  /** Wait for all of the gate; otherwise for the containers' start and the migrations only. */
  readonly wait: boolean;
  /** Counted from the first container. */
  readonly timeoutMs: number;
  /** Workers in all, where the kind can have more than the usual ones; undefined keeps those that run. */
  readonly workers?: number | undefined;
  /** Start with the Compose file's insecure defaults. */
  readonly noSecrets: boolean;
  /** Name or id of the vault that has the 1Password item; it is remembered. */
  readonly vault?: string | undefined;
  readonly composeFile?: string | undefined;
  /** What relative paths in `composeFile` refer to. */
  readonly cwd: string;
  /** Aborting it ends our child processes; containers stay as they are. */
  readonly signal: AbortSignal;
}
