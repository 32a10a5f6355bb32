/** How an instance is started. */
export interface StartOptions {
  /** Build images also where they exist. */
  readonly build: boolean;
  /** Wait for all of the gate; otherwise for the containers' start and the migrations only. */
  readonly wait: boolean;
  /** Counted from the first container. */
  readonly timeoutMs: number;
  /**
   * Workers in all. local-prod: those beyond the usual ones are added; undefined keeps those that run. A sandbox: fewer than the file has, which
   * later starts keep to; `all` ends that.
   */
  readonly workers?: number | 'all' | undefined;
  /** Services that a sandbox leaves out, now and later. */
  readonly without?: readonly string[] | undefined;
  /** Services that it leaves out no longer. */
  readonly with?: readonly string[] | undefined;
  /** Start with the Compose file's insecure defaults. */
  readonly noSecrets: boolean;
  /** Name or id of the vault that has the 1Password item; it is remembered. */
  readonly vault?: string | undefined;
  /** Sign-in address, name or id of the account that has it; it is remembered. */
  readonly account?: string | undefined;
  /** Compose files, later ones merged over earlier ones, now and later; `own`: those that the checkout has by itself, again. */
  readonly composeFiles?: readonly string[] | 'own' | undefined;
  /** Use volumes of the project that nothing shows to be this instance's: from now on they are. */
  readonly keepVolumes?: boolean | undefined;
  /** Services whose containers are stopped first, once nothing refuses the start any more; all of them where none is named. */
  readonly restart?: readonly string[] | undefined;
  /** What relative paths in `composeFiles` refer to. */
  readonly cwd: string;
  /** Aborting it ends our child processes; containers stay as they are. */
  readonly signal: AbortSignal;
}
