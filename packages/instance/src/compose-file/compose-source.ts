/** What Compose files say of their services, with variables as they are written. */
export interface ComposeSource {
  /** By name, in the order of the files, of all profiles. */
  readonly services: Readonly<Record<string, ServiceSource>>;
  /** What could not be read, and why: `base.yml (it does not exist)`. What it says is missing in `services`. */
  readonly unknown: readonly string[];
  /** Those that are no YAML, with the line. */
  readonly malformed: readonly string[];
}

/** A service, after `extends` and all that is merged. */
export interface ServiceSource {
  readonly ports: readonly PortSource[];
  /** Their names, variables replaced. */
  readonly profiles: readonly string[];
  /** How many containers it is to have; undefined where it does not say. */
  readonly replicas?: number | undefined;
}

/** `[ip:]published:target[/protocol]`, or the two sides of the long form. */
export type PortSource =
  string | { readonly published: string | undefined; readonly target: string | undefined; readonly protocol?: string };
