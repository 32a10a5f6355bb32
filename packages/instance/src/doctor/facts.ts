import type { WorktreeStanding } from '../checkout/checkout-standing.ts';
import type { MarkerHome } from '../checkout/marker-home.ts';
import type { Container, EngineVersions, ProjectResource } from '@ktrdr/compose-runner';
import type { SlotClaim } from '@ktrdr/registry';
import type { Answer, CodedFailure } from '../core/answer.ts';
import type { DiskSpace } from '../core/disk-space.ts';
import type { DirectoryIdentity } from '../core/directory-identity.ts';
import type { GitFacts } from '../git/git-facts.ts';
import type { Instance } from '../core/instance.ts';
import type { HeldPort } from '../held-ports/find-port-holders.ts';
import type { Staging, StagingState } from '../shared-data/staging.ts';
import type { KeptPart } from '../journals/destroy-journal.ts';
import type { ForbiddenFacts } from '../entries/forbidden-at.ts';
import type { UnusablePlace } from '../shared-data/unusable-place.ts';
import type { VolumeRecord } from '../volumes/volume-record.ts';
import type { StackHealth } from '../status/stack-health.ts';

/** Everything that the doctor looks at; gathered without changing anything. */
export interface DoctorFacts {
  readonly tools: readonly ToolFacts[];
  readonly command: CommandFacts;
  readonly engine: EngineFacts;
  /** Whether the user's settings can be read. */
  readonly settings: Answer<unknown>;
  readonly registryFile: string;
  /** A free name beside it, for one that is moved aside. */
  readonly registryAside: string;
  readonly registry: Answer<readonly Instance[]>;
  /** Claims of slots that the registry has beside its instances. */
  readonly claims: readonly ClaimFacts[];
  /** The files in which it is written down here which volumes are an instance's, by its id. Of one that was destroyed there is none. */
  readonly records: ReadonlyMap<string, string>;
  /** Registered directories, those that containers name, and the worktrees of all their repositories. */
  readonly places: readonly PlaceFacts[];
  /** What `.env.sandbox` of each registered instance should hold, by id. */
  readonly variables: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** How each registered instance is that has containers here, or whose last start was refused, by id. */
  readonly stacks: ReadonlyMap<string, StackHealth>;
  /** Why it is not known what runs of an instance, by its id. */
  readonly engines: ReadonlyMap<string, CodedFailure>;
  readonly heldPorts: ReadonlyMap<string, readonly HeldPort[]>;
  readonly disks: readonly DiskSpace[];
  readonly operations: readonly OperationFacts[];
  readonly shared: SharedFacts | undefined;
  /** What is in our home and may not be used. */
  readonly forbidden: readonly ForbiddenFacts[];
  /** Which volumes are written down as an instance's own, by its id. */
  readonly volumeRecords: ReadonlyMap<string, Answer<VolumeRecord | undefined>>;
  /** Directories in which we keep records, and which are none. */
  readonly homePlaces: readonly UnusablePlace[];
  /** Shared directories that cannot be used. */
  readonly sharedPlaces: readonly UnusablePlace[];
}

/** A program that we run. */
export interface ToolFacts {
  readonly name: string;
  /** What cannot be done without it. */
  readonly purpose: string;
  readonly install: string;
  readonly present: boolean;
  /** Its version, when that is older than what is needed. */
  readonly tooOld?: string | undefined;
  /** What it is instead of the one that is needed. */
  readonly other?: string | undefined;
}

/** The `ktrdr` that a shell finds first: this one, KTRDR's own Python command, or something else. */
export type CommandFacts =
  { readonly kind: 'none' } | { readonly kind: 'ours' | 'python' | 'other'; readonly path: string };

/** A claim of a slot, and what is there of the directory that has it. */
export interface ClaimFacts extends SlotClaim {
  readonly place: ClaimedPlace;
  /** Its real path; undefined where nothing is there. */
  readonly directory: string | undefined;
}

/**
 * A checkout of KTRDR; a directory with something else in it; something there that nobody can tell from a checkout; nothing; nothing, and git
 * keeps it locked; perhaps a disk that is away; no path at all.
 */
export type ClaimedPlace = 'checkout' | 'no checkout' | 'unclear' | 'gone' | 'locked' | 'away' | 'no path';

export interface EngineFacts {
  readonly versions: Answer<EngineVersions>;
  /** What the Engine has of Compose projects with our names. */
  readonly resources: Answer<EngineResources>;
  /** Memory of the Engine's machine in bytes; undefined where it did not say. */
  readonly memory: number | undefined;
}

export interface EngineResources {
  readonly containers: readonly Container[];
  readonly volumes: readonly ProjectResource[];
  readonly networks: readonly ProjectResource[];
}

/** A directory and what it says of itself. */
export interface PlaceFacts {
  readonly path: string;
  /** Undefined when nothing is there. */
  readonly realPath: string | undefined;
  /** Where it is instead, for a registered one where nothing is, if that is seen. */
  readonly movedTo?: string | undefined;
  /** What is at its old place all the same: a link that leads nowhere, and a free name beside it. */
  readonly linkAside?: string | undefined;
  /** Which directory it is; undefined where there is none. */
  readonly identity?: DirectoryIdentity | undefined;
  readonly git: Answer<GitFacts>;
  /** Of a registered linked worktree: what its repository says of it. */
  readonly repository?: Answer<WorktreeStanding | undefined>;
  /** The variables of its `.env.sandbox`; undefined without one. */
  readonly marker: Answer<Readonly<Record<string, string>> | undefined>;
  /** Which registry that file is of. @default unknown */
  readonly home?: MarkerHome | undefined;
  /** Where it has none: the variables of one that was moved aside. */
  readonly aside?: Readonly<Record<string, string>> | undefined;
  /** Another home that is there, is named by its file, and has it registered, too. */
  readonly otherHome?: string | undefined;
  /** Why git keeps it locked, where it is a worktree. */
  readonly lockReason?: string | undefined;
  /** Of a registered one: why no start can use its `.env.sandbox`, as the start says it. */
  readonly unusable?: CodedFailure | undefined;
  /** Of a registered linked worktree: the git directory that it leads to, where that is not there. */
  readonly absentRepository?: string | undefined;
  /** Where this user may not look into it: what is in the way. */
  readonly forbidden?: ForbiddenFacts | undefined;
  /** Where it has one: a free name beside it, for what is moved aside. */
  readonly freeName?: string | undefined;
}

/** An operation with a journal: it is at work, or was interrupted. */
export interface OperationFacts {
  readonly id: string;
  readonly operation: 'create' | 'destroy' | 'down -v';
  readonly file: string;
  /** Where its instance is registered; undefined where it is not, or nobody knows. */
  readonly path?: string | undefined;
  /** Of a destroy: what it was told to leave. */
  readonly keeps?: readonly KeptPart[] | undefined;
  /** Of a create: why its journal cannot be read. */
  readonly unreadable?: CodedFailure | undefined;
  /** Whether a process holds its lock. */
  readonly isAtWork: boolean;
}

/** A copy of shared data that was interrupted. */
export interface SharedFacts {
  readonly staging: Staging;
  readonly state: Answer<StagingState | undefined>;
}
