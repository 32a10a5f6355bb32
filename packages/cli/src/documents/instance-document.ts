import type { Description, StoppedVolumes } from '@ktrdr/instance';
import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

const url = z.nullable(z.string());

const urls = told(
  z.object({ api: url, docs: url, grafana: url, jaeger: url, prometheus: url }),
  'The URLs of its services; null if the Compose file has no such service.',
);

const shared = told(
  z.nullable(z.object({ grafana: url, jaeger: url, prometheus: url })),
  'The Grafana, Jaeger and Prometheus that all instances share, each null if it does not run; null for Compose files with their own.',
);

/** What is told of an instance wherever one is described. */
export const describedFields = {
  id: told(z.string(), 'Its id, which is also the name of its Compose project.'),
  kind: z.enum(['local-prod', 'sandbox']),
  slot: told(z.int(), '0 for local-prod, 1 to 10 for sandboxes.'),
  path: told(z.string(), 'Its directory, as registered.'),
  state: told(
    z.enum(['running', 'partial', 'stopped', 'missing', 'unknown']),
    '`running`: all containers run and none is unhealthy. `partial`: only some do. `stopped`: none runs. `missing`: its directory does not exist. `unknown`: the Docker Engine cannot be reached.',
  ),
  containers: z.object({ running: z.int(), total: z.int() }),
  urls,
  ports: told(z.record(z.string(), z.int()), 'The published ports of its slot, by name.'),
};

const description = { schemaVersion, ...describedFields, sharedObservability: shared };

/** After `init` and `up`. */
export const instanceDocument = z.object(description) satisfies z.ZodMiniType<Description>;

const volumes = z.object({
  removed: z.array(z.string()),
  staying: told(z.array(z.string()), 'Volumes that it uses but that were not created for it.'),
}) satisfies z.ZodMiniType<Pick<StoppedVolumes, 'removed' | 'staying'>>;

/** After `down`. */
export const stoppedDocument = z.object({
  ...description,
  volumes: told(z.optional(volumes), 'What happened to its volumes; only with `--volumes`.'),
});

/** After what was done with several. */
export const severalDocument = z.object({
  schemaVersion,
  instances: z.array(
    z.object({
      id: z.string(),
      path: z.string(),
      error: told(
        z.nullable(z.object({ code: z.string(), message: z.string(), hint: z.nullable(z.string()) })),
        'Why it failed for this instance; null if it succeeded.',
      ),
    }),
  ),
});

/** After `create`. */
export const createdDocument = z.object({
  ...description,
  branch: z.string(),
  branchIs: told(
    z.enum(['existing', 'tracking', 'new']),
    'Whether the branch existed, tracks a remote branch, or was created.',
  ),
  base: told(
    z.object({
      ref: z.string(),
      commit: z.string(),
      fetched: told(
        z.nullable(z.boolean()),
        'Whether it is up to date with the remote; null if it is not a remote branch.',
      ),
      problem: told(z.nullable(z.string()), 'Why the remote could not be reached.'),
    }),
    'Where the branch starts.',
  ),
  upstream: told(z.nullable(z.string()), 'The branch that it tracks, such as `origin/main`.'),
  failedHook: told(
    z.nullable(z.object({ name: z.string(), exitCode: z.int(), output: z.string() })),
    'A git hook that failed while the worktree was created; the sandbox is complete nevertheless.',
  ),
});

/** After `start`. */
export const startedDocument = z.object({
  ...description,
  branch: told(z.nullable(z.string()), 'The branch that is checked out; null if it is unknown.'),
  created: told(z.boolean(), 'Whether this command created it; false if it already existed.'),
});

/** What several documents have of a description. */
export const sharedObservability = shared;
