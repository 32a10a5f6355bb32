/** One registered instance: a checkout with a slot of its own. */
export interface InstanceRecord {
  /** Unique in the registry, and the name of the instance's Compose project. */
  readonly instanceId: string;
  readonly slot: number;
  /** Absolute real path of the checkout. */
  readonly path: string;
  /** When it was registered: ISO 8601, UTC. */
  readonly createdAt: string;
  /** True for a linked worktree, false for a clone. */
  readonly isWorktree: boolean;
  /** For a linked worktree, the path of its main worktree. */
  readonly parentRepo: string | null;
}

/** What tells one registration from a later one under the same id: compared before an entry is removed. */
export type EntryIdentity = Pick<InstanceRecord, 'path' | 'createdAt'>;
