import type { Container } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { parseWorkers, type RegisteredWorker } from '../readiness/parse-workers.ts';
import { isWorker, type WorkersAnswer } from '../readiness/workers-status.ts';
import type { BackendReach, WorkerRegistration } from './cause-facts.ts';
import { listeningPorts } from './listening-ports.ts';
import { backendSetting, endpointSetting } from './worker-variables.ts';

const ANSWER_WITHIN_MS = 4_000;
/** Where a worker looks for its backend that is told nothing: `BACKEND_URL` of KTRDR's workers. */
const DEFAULT_BACKEND = 'http://backend:8000';
/** How containers reach what is published on the machine. */
const HOST = 'host.docker.internal';
/** As a shell says it of a program that is not there, or cannot be run. */
const NOT_THERE = new Set([126, 127]);

/** Asks for `$1` with whatever the image has for that, from where the worker would. */
const ASK = `if command -v curl >/dev/null; then exec curl -sS -m 3 "$1"; fi
for python in /app/.venv/bin/python python3 python; do
  if command -v $python >/dev/null; then exec $python -c 'import sys, urllib.request
try: sys.stdout.write(urllib.request.urlopen(sys.argv[1], timeout=3).read().decode())
except OSError as error: sys.exit(str(error))' "$1"; fi
done
if command -v wget >/dev/null; then exec wget -q -T 3 -O - "$1"; fi
exit 127`;

/** What the workers were found to be, and how to find it anew. */
export interface RegistrationQuestions {
  readonly asked: WorkersAnswer;
  readonly askAgain: () => Promise<WorkersAnswer>;
}

/**
 * How those workers registered that run and are not registered, or are registered under an address that does not look like their own. Of the first it is tried
 * from within their containers whether they reach the backend, and of the second on which ports something listens there.
 */
export async function workerRegistrations(
  context: Pick<Context, 'docker'>,
  all: readonly Container[],
  { asked: { status, registered, ids }, askAgain }: RegistrationQuestions,
): Promise<readonly WorkerRegistration[]> {
  // Without a backend that answers, there is nobody to register with.
  if (registered === undefined) return [];
  const running = all.filter((one) => isWorker(one) && one.state === 'running');
  const found = await Promise.all(
    running.map(async (container): Promise<WorkerRegistration[]> => {
      const id = ids.get(container.service);
      const endpoint = endpointIn(registered, container, id);
      if (endpoint !== undefined) {
        if (isPublished(endpoint, container) && !status.missing.includes(container.service)) return [];
        return [{ container, endpoint, listening: await listeningIn(context, container), reach: undefined }];
      }
      if (!status.missing.includes(container.service)) return [];
      const reach = await reachOf(context, container, id);
      return [{ container, endpoint: undefined, listening: undefined, reach }];
    }),
  );
  const registrations = found.flat();
  if (!registrations.some(({ reach }) => isKnownSomewhere(reach))) return registrations;
  // One that has registered meanwhile is with the instance's own backend.
  const { missing } = (await askAgain()).status;
  return registrations.filter(
    ({ container, reach }) => !isKnownSomewhere(reach) || missing.includes(container.service),
  );
}

function isKnownSomewhere(reach: BackendReach | undefined): boolean {
  return reach?.answer.kind === 'answered' && reach.answer.isKnownThere;
}

/** Under which address a backend has a worker: by its id, or, where it does not tell that, by the address that it was given. */
function endpointIn(
  workers: readonly RegisteredWorker[],
  container: Container,
  id: string | undefined,
): string | undefined {
  const { value } = endpointSetting(container);
  const isIt = (one: RegisteredWorker): boolean =>
    id === undefined ? value !== undefined && one.url.replace(/\/$/, '') === value.replace(/\/$/, '') : one.id === id;
  return workers.find(isIt)?.url;
}

function isPublished(endpoint: string, { ports }: Container): boolean {
  const { port } = new URL(endpoint);
  return ports.some(({ target }) => String(target) === port);
}

async function listeningIn(
  { docker }: Pick<Context, 'docker'>,
  { id }: Container,
): Promise<readonly number[] | undefined> {
  try {
    // One of the tables may not be there.
    const { stdout } = await docker.exec(id, ['cat', '/proc/net/tcp', '/proc/net/tcp6'], {
      timeoutMs: ANSWER_WITHIN_MS,
    });
    const ports = listeningPorts(stdout);
    return ports.length === 0 ? undefined : ports;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

async function reachOf(
  { docker }: Pick<Context, 'docker'>,
  container: Container,
  id: string | undefined,
): Promise<BackendReach | undefined> {
  const url = (backendSetting(container).value ?? DEFAULT_BACKEND).replace(/\/+$/, '').replace(/\/api\/v1$/, '');
  try {
    const { exitCode, stdout, stderr } = await docker.exec(
      container.id,
      ['sh', '-c', ASK, 'sh', `${url}/api/v1/workers`],
      { timeoutMs: ANSWER_WITHIN_MS },
    );
    if (NOT_THERE.has(exitCode)) return undefined;
    if (exitCode !== 0) return { url, answer: { kind: 'failed', text: lastLine(stderr) || `ended with ${exitCode}` } };
    const isKnownThere = endpointIn(parseWorkers(stdout) ?? [], container, id) !== undefined;
    return { url, answer: { kind: 'answered', isKnownThere, project: await projectAt(docker, url) } };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

/** Whose container publishes what is reached by way of the machine. */
async function projectAt(docker: Context['docker'], url: string): Promise<string | undefined> {
  if (!URL.canParse(url) || new URL(url).hostname !== HOST) return undefined;
  const { port } = new URL(url);
  const published = await docker.publishers();
  return published.find((one) => one.protocol === 'tcp' && String(one.port) === port)?.project;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
