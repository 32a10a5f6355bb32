import type { DatabaseRefusal } from '../readiness/database-refusal.ts';
import type { Container, EngineIdentity } from '@ktrdr/compose-runner';
import type { Answer, CodedFailure } from '../core/answer.ts';
import type { DiskSpace } from '../core/disk-space.ts';
import type { Instance } from '../core/instance.ts';
import type { ForbiddenFacts } from '../entries/forbidden-at.ts';
import type { Revisions } from '../readiness/checkout-revisions.ts';
import type { HttpAnswer } from '../readiness/http-get.ts';
import type { Death } from '../readiness/judge-containers.ts';
import type { ServedBy } from '../served/served-by.ts';
import type { HeldPort } from '../held-ports/find-port-holders.ts';
import type { FailedStart } from './failed-start.ts';
import type { KernelKill } from './kernel-kills.ts';
import type { WorkersStatus } from '../readiness/workers-status.ts';

/** What an instance is judged by; gathered without changing anything, by some in full and by others in part (`unasked`). */
export interface CauseFacts {
  readonly instance: Instance;
  /** Whether the registered directory is there. */
  readonly isPresent: boolean;
  /** Why this user may not look into it. */
  readonly forbidden: ForbiddenFacts | undefined;
  /** That something else than the registered checkout is there, as a start is refused for it. */
  readonly replaced: CodedFailure | undefined;
  /** Why a start cannot use its `.env.sandbox`. */
  readonly envFile: CodedFailure | undefined;
  /** Failed also where it is another Engine than the one that the instance was started on. */
  readonly engine: Answer<EngineIdentity>;
  /** The instance's own. */
  readonly containers: Answer<readonly Container[]>;
  /** Milliseconds since 1970, by the Engine's clock. */
  readonly now: number;
  readonly served: ServedBy;
  /** How many containers each service should have; empty where nobody knows. */
  readonly expected: ReadonlyMap<string, number>;
  /** Ports that a start would want, and somebody else has. */
  readonly heldPorts: readonly HeldPort[];
  /** What containers mount of this machine and is not there. */
  readonly missingMounts: readonly MissingMount[];
  /** What containers mount of this machine that has been replaced since they were made, and that they still have. */
  readonly replacedMounts: readonly ReplacedMount[];
  /** What containers mount and may not use. */
  readonly refusedMounts: readonly RefusedMount[];
  /** What containers run that would be built otherwise now. */
  readonly outdatedImages: readonly OutdatedImage[];
  readonly disks: readonly DiskSpace[];
  /** How containers ended in the last minutes, and which of them were out of memory; undefined where the Engine was not asked. */
  readonly deaths: readonly Death[] | undefined;
  readonly outOfMemory: ReadonlySet<string> | undefined;
  /** Ids of containers to which somebody sent a signal that ends them. */
  readonly killed: ReadonlySet<string> | undefined;
  /** What the kernel killed for want of memory, by the ids of the containers that have ended so; undefined where nobody looked. */
  readonly kernelKills: ReadonlyMap<string, KernelKill> | undefined;
  /** The last lines of the containers that are not well, by their ids. */
  readonly logs: ReadonlyMap<string, readonly string[]>;
  /** Whether what containers wrote may be told. */
  readonly isQuotable: boolean;
  /** What the database said; undefined where it does not run. */
  readonly database: DatabaseAnswer | undefined;
  readonly migrations: MigrationFacts | undefined;
  /** What the backend said, and after how many milliseconds; undefined where it does not run. */
  readonly backend: (HttpAnswer & { readonly tookMs: number }) | undefined;
  readonly workers: WorkersStatus | undefined;
  /** How those registered that run and are not where they should be, or not there at all. */
  readonly registrations: readonly WorkerRegistration[];
  /** Whether its database was made without secrets: a start with secrets would be refused. */
  readonly withoutSecrets: boolean;
  /** The last start, where it failed. */
  readonly failedStart: FailedStart | undefined;
}

interface MissingMount {
  readonly service: string;
  readonly source: string;
}

export interface ReplacedMount {
  readonly service: string;
  /** Where it is on the machine, and in the container. */
  readonly source: string;
  readonly target: string;
  /** Whether the container was asked, and has another one; else that it was made with another one is all that is known. */
  readonly isSeen: boolean;
}

/** A file or directory of the Engine's machine that a container mounts, or that lies in one, and that its user was refused. */
export interface RefusedMount {
  readonly service: string;
  /** Where it is on the machine, and in the container. */
  readonly source: string;
  readonly target: string;
  /** As the container was told; empty: root. */
  readonly user: string;
  /** What shows it. */
  readonly said: string;
  /** Whether that may be told in any case: it is nothing that the container wrote. */
  readonly isTold: boolean;
  /** Whose it is, or the nearest directory on the way to it that is there; undefined where nobody here can look. */
  readonly owner: { readonly path: string; readonly uid: number; readonly mode: string } | undefined;
}

/** An image of which the checkout, or the Engine, has another by now. */
export interface OutdatedImage {
  readonly image: string;
  /** Those that run it. */
  readonly services: readonly string[];
  /** The files of which it was built, and that have changed since; none where it was built anew, and the containers were made before. */
  readonly changed: readonly string[];
}

/** What the database says to a query with the password that it was given. */
export type DatabaseAnswer =
  /** With the revision that its schema has; undefined where it has none. */
  | { readonly kind: 'answered'; readonly revision: string | undefined }
  | { readonly kind: DatabaseRefusal | 'silent'; readonly text: string };

/** What is known of how a running worker registered. */
export interface WorkerRegistration {
  readonly container: Container;
  /** Under what address the instance's backend knows it; undefined where it does not. */
  readonly endpoint: string | undefined;
  /** The ports on which something in its container listens to others; undefined where nobody looked, or could. */
  readonly listening: readonly number[] | undefined;
  /** How it reaches its backend; undefined where nobody looked, or could. */
  readonly reach: BackendReach | undefined;
}

/** What a worker's container gets when it asks its backend for the workers. */
export interface BackendReach {
  /** The address that the worker has for its backend. */
  readonly url: string;
  readonly answer:
    | { readonly kind: 'failed'; readonly text: string }
    /** Whether it is with the worker that was asked for; who that backend is, where it is known to be another one's. */
    | { readonly kind: 'answered'; readonly isKnownThere: boolean; readonly project: string | undefined };
}

interface MigrationFacts {
  /** Whether a process in the backend's container migrates. */
  readonly isRunning: boolean;
  readonly revisions: Revisions;
}
