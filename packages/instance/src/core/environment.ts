/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `COMPOSE_FILE`, `COMPOSE_PROFILES` and the like of some other project would change what our commands do. */
export function withoutComposeVariables(env: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('COMPOSE_')));
}
