import { version as nodeVersion } from 'node:process';
import type { Container } from '@ktrdr/compose-runner';
import { messageOf } from '@ktrdr/errors';
import { createRedactor } from '@ktrdr/secrets';
import type { Explanation } from '../causes/explain.ts';
import { inTime, timeLeft, type TimeLeft } from '../core/in-time.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import { instanceSecrets } from '../redaction/instance-secrets.ts';
import { secretValues } from '../redaction/secret-values.ts';
import { secretsInContent } from '../redaction/secrets-in-content.ts';
import { secretsInText } from '../redaction/secrets-in-text.ts';
import { describeMachine } from './describe-machine.ts';
import { ownVersion } from './own-version.ts';
import type { Occasion, RecordedEvent, Recording } from './recording.ts';
import { redactValue } from './redact-recording.ts';

/** For all of it (ms). */
const GATHERED_WITHIN_MS = 8_000;
const LOOK_BACK_MS = 10 * 60_000;
const LOG_LINES = 200;
const LONGEST_LINE = 2_000;

export interface RecordingOptions {
  readonly occasion: Occasion;
  readonly explain: () => Promise<Explanation>;
  /** The Compose files, resolved; undefined where it did not come to that. */
  readonly composeFile: () => Promise<string | undefined>;
  /** What must not be shown besides what is found out here. */
  readonly secrets: readonly string[];
}

/** What was found, without secrets, and what takes those that are known out of a text. */
export interface Gathered {
  readonly recording: Recording;
  readonly redact: (text: string) => string;
}

/** Looks at all that may tell why an instance is not right, and gives it without secrets. What cannot be found out is named in it; nothing is changed. */
export async function gatherRecording(
  context: Context,
  instance: Instance,
  { occasion, explain, composeFile, secrets }: RecordingOptions,
): Promise<Gathered> {
  const missing: string[] = [];
  const left = timeLeft(GATHERED_WITHIN_MS);
  const asking = async <T>(asked: Promise<T>, who?: string): Promise<T> => await inTime(asked, who, left);
  const known = async <T>(what: string, asked: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await asked;
    } catch (error) {
      missing.push(`${what}: ${messageOf(error)}`);
      return otherwise;
    }
  };
  const { docker } = context;
  const containers = await known('its containers', asking(ownContainers(context, instance)), []);
  const ids = containers.map(({ id }) => id);
  const now = context.now();
  const [found, file, versions, program, machine, details, logs, events, own] = await Promise.all([
    known('what is wrong', explain(), undefined),
    known('its Compose files', asking(composeFile(), 'Docker Compose'), undefined),
    known('the versions of Docker', asking(docker.versions()), undefined),
    ownVersion(),
    known('the resources of the machine', asking(describeMachine(context)), {}),
    known('how its containers were created', asking(docker.details(ids)), []),
    known('the output of its containers', asking(lastLines(context, containers)), {}),
    known('what happened recently', containers.length === 0 ? noEvents() : recentEvents(context, instance, left), []),
    known('which secrets its containers have', asking(instanceSecrets(context, instance, containers)), undefined),
  ]);
  const all = [
    ...secrets,
    ...(own?.values ?? secretValues(containers.map((one) => one.environment()))),
    ...secretValues([context.env]),
    ...(file === undefined ? [] : await secretsInContent(file)),
    ...details.flatMap((one) => secretsInText(JSON.stringify(one['Args'] ?? []))),
  ];
  // A container's words are kept only where it is known what must not be in them.
  const isQuotable = own !== undefined && own.unknown.length === 0;
  if (!isQuotable && containers.length > 0)
    missing.push('the output of its containers: it is unknown which secrets they have as files');
  const redactor = createRedactor([...new Set(all)]);
  const redact = (text: string): string => redactor.redact(text);
  const recording: Recording = {
    schemaVersion: 1,
    id: instance.id,
    kind: instance.kind.name,
    slot: instance.slot,
    path: instance.path,
    at: now.toISOString(),
    command: context.command,
    occasion,
    versions: {
      program,
      node: nodeVersion,
      engine: versions?.engine ?? null,
      compose: versions?.compose ?? null,
    },
    machine,
    explanation: found === undefined ? null : { state: found.state, causes: found.causes, unknown: found.unknown },
    composeFile: file ?? null,
    containers: isQuotable ? details : details.map(withoutProbes),
    logs: isQuotable ? logs : {},
    events,
    missing,
  };
  return { recording: withoutSecrets(recording, redact), redact };
}

/** What is ours to say is said as it is; the rest without secrets. Lines are cut afterwards: half of a secret would not be found. */
function withoutSecrets(recording: Recording, redact: (text: string) => string): Recording {
  const { occasion, composeFile, containers, logs, explanation, missing } = recording;
  return {
    ...recording,
    command: redact(recording.command),
    occasion: redactOccasion(occasion, redact),
    explanation,
    composeFile: composeFile === null ? null : redact(composeFile),
    containers: containers.map((one) => redactValue(one, redact)),
    logs: Object.fromEntries(
      Object.entries(logs).map(([name, lines]) => [name, lines.map((line) => redact(line).slice(0, LONGEST_LINE))]),
    ),
    missing: missing.map(redact),
  };
}

function redactOccasion(occasion: Occasion, redact: (text: string) => string): Occasion {
  if (occasion.kind !== 'start') return occasion;
  const { message, hint, detail, stack } = occasion;
  const unlessNull = (text: string | null): string | null => (text === null ? null : redact(text));
  return {
    ...occasion,
    message: redact(message),
    hint: unlessNull(hint),
    detail: unlessNull(detail),
    stack: unlessNull(stack),
  };
}

async function ownContainers(context: Context, instance: Instance): Promise<readonly Container[]> {
  const [containers] = await Promise.all([context.docker.containers(instance.id), assertSameEngine(context, instance)]);
  assertOwnProject(instance.id, instance.path, containers);
  return containers;
}

async function lastLines(
  { docker }: Context,
  containers: readonly Container[],
): Promise<Record<string, readonly string[]>> {
  const all = await Promise.all(
    containers.map(async ({ id, name }) => {
      const written: { time: string; text: string }[] = [];
      const open = { stdout: '', stderr: '' };
      for await (const { stream, time = '', text, goesOn } of docker.logs(id, { tail: LOG_LINES, timestamps: true })) {
        open[stream] += text;
        if (goesOn === true) continue;
        written.push({ time, text: open[stream] });
        open[stream] = '';
      }
      // Interleaved as written: each of the two streams comes in its order.
      const sorted = written.toSorted((one, other) => Number(one.time > other.time) - Number(one.time < other.time));
      return [name, sorted.slice(-LOG_LINES).map(({ time, text }) => `${time} ${text}`)] as const;
    }),
  );
  return Object.fromEntries(all);
}

async function recentEvents(context: Context, { id }: Instance, left: TimeLeft): Promise<RecordedEvent[]> {
  const { clockAheadMs } = await inTime(context.docker.identity(), undefined, left);
  const now = context.now().getTime() + clockAheadMs;
  const events: RecordedEvent[] = [];
  const asked = context.docker.events(id, {
    since: now - LOOK_BACK_MS,
    until: now,
    signal: AbortSignal.timeout(LOOK_BACK_MS),
    onEvent: ({ action, attributes, time }) => {
      const { name: container = '', exitCode = null, signal = null } = attributes;
      events.push({ at: new Date(time).toISOString(), action, container, exitCode, signal });
    },
  });
  await inTime(asked, undefined, left);
  return events;
}

async function noEvents(): Promise<RecordedEvent[]> {
  return await Promise.resolve([]);
}

/** Health probes print what containers know. */
function withoutProbes(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { State: state, ...others } = details;
  if (typeof state !== 'object' || state === null) return others;
  return { ...others, State: { ...state, Health: undefined } };
}
