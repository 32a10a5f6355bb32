/** What `docker compose up` is asked for. */
export interface UpOptions {
  /** Only these services and what they depend on; all enabled ones otherwise. */
  readonly services?: readonly string[];
}

/** `up --detach`. What is to be built was built before, so that this is about containers alone. */
export function upArgs({ services = [] }: UpOptions): string[] {
  return ['up', '--detach', ...services];
}
