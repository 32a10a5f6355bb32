/** What `docker compose up` is asked for. */
export interface UpOptions {
  readonly build?: boolean;
  /** Only these services and what they depend on; all enabled ones otherwise. */
  readonly services?: readonly string[];
}

/** `up --detach`, with plain progress lines that can be read by a program. */
export function upArgs({ build = false, services = [] }: UpOptions): string[] {
  return ['up', '--detach', ...(build ? ['--build'] : []), ...services];
}
