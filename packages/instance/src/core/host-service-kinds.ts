/** A service of KTRDR that runs beside local-prod on this machine itself, because it needs what no container has. */
export interface HostServiceKind {
  readonly name: HostServiceName;
  readonly port: number;
  /** Where it is in a checkout of KTRDR. */
  readonly directory: string;
  /** What `uv run` needs to know before the program. */
  readonly uvArguments: readonly string[];
}

/** `ib`: the broker's gateway; `training`: training on the GPU. */
export type HostServiceName = 'ib' | 'training';

/** Source: KTRDR's own `ktrdr/cli/kinfra/local_prod.py`, and `main.py` of each service. */
export const hostServiceKinds: readonly HostServiceKind[] = [
  { name: 'ib', port: 5001, directory: 'ib-host-service', uvArguments: [] },
  // torch is in an optional group of its dependencies.
  { name: 'training', port: 5002, directory: 'training-host-service', uvArguments: ['--extra', 'ml'] },
];
