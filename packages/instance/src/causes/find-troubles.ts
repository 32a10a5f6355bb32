import { relative } from 'node:path';
import type { Container } from '@ktrdr/compose-runner';
import { quoteArgument } from '@ktrdr/errors';
import type { CodedFailure } from '../core/answer.ts';
import { slotOutOfRange } from '../core/slot-out-of-range.ts';
import { isWithin } from '../core/is-within.ts';
import { destroyCommand } from '../core/destroy-command.ts';
import { formatBytes } from '../core/format-bytes.ts';
import { stateOf } from '../served/instance-state.ts';
import { missingContainers } from '../served/missing-containers.ts';
import { SLOW_MS } from './backend-answer.ts';
import type { CauseCode } from './cause-codes.ts';
import type { CauseFacts } from './cause-facts.ts';
import type { Trouble } from './cause.ts';
import { migrateCommand } from '../readiness/migrate-command.ts';
import { MIGRATIONS_FAILED } from '../readiness/migrations-failed.ts';
import { stopHolders } from '../held-ports/stop-holders.ts';
import { MISSING_DATABASE, missingDatabaseAdvice } from '../readiness/missing-database.ts';
import { passwordAdvice } from '../readiness/password-advice.ts';
import { instanceCommand } from '../core/instance-command.ts';
import { commandsOf, type InstanceCommands } from './commands-of.ts';
import { isRemark } from './is-remark.ts';
import { isWell } from './is-well.ts';
import { isRoot } from './refused-mounts.ts';
import { forbiddenInWords, permissionFor } from '../entries/forbidden-in-words.ts';
import { startCause } from './start-cause.ts';
import { containerTroubles } from './container-troubles.ts';
import { workerTroubles } from './worker-troubles.ts';

/** Below that much free space containers fail to write. */
const FULL = 200e6;
/** Above that difference tokens, certificates and what is measured go wrong. */
const SKEW_MS = 5_000;

/** All that is wrong with an instance, by what was seen, whatever follows from what. */
export function findTroubles(facts: CauseFacts): readonly Trouble[] {
  const commands = commandsOf(facts);
  const own = containers(facts, commands);
  const held = ports(facts, commands);
  const found = [
    ...place(facts),
    ...slot(facts),
    ...engine(facts),
    ...disks(facts),
    ...project(facts, commands, own),
    ...held,
    ...mountTroubles(facts),
    ...refusals(facts, commands),
    ...images(facts, commands),
    // Who has the port says more than that it could not be had.
    ...own.filter(({ code, service }) => code !== 'PORT_TAKEN' || held.every((one) => one.service !== service)),
    ...database(facts, commands),
    ...migrations(facts, commands),
    ...backend(facts, commands),
    ...facts.registrations.flatMap((one) =>
      workerTroubles(one, { backend: containerOf('backend', facts), ...commands }),
    ),
    ...workers(facts, commands),
    ...files(facts),
  ];
  return [...found, ...failedStart(facts, commands, found)];
}

/** @param known what is wrong that this one goes by */
type Analyzer = (facts: CauseFacts, commands: InstanceCommands, known?: readonly Trouble[]) => readonly Trouble[];

const none: readonly Trouble[] = [];

function place({ instance, isPresent, replaced, forbidden }: CauseFacts): readonly Trouble[] {
  if (forbidden !== undefined) {
    const { text, commands } = permissionFor(forbidden);
    const summary = `Its directory cannot be accessed: ${forbiddenInWords(forbidden)}`;
    return [{ code: 'DIRECTORY_FORBIDDEN', service: null, summary, evidence: [], fix: [text, ...commands].join(' ') }];
  }
  if (replaced !== undefined) {
    const { message: summary, hint = null } = replaced;
    return [{ code: 'DIRECTORY_REPLACED', service: null, summary, evidence: [], fix: hint }];
  }
  if (isPresent) return none;
  const { id, path } = instance;
  return [
    {
      code: 'DIRECTORY_MISSING',
      service: null,
      summary: `Its directory ${path} is missing`,
      evidence: [],
      fix: `Put it back, or mount its disk. To remove the instance, with its containers, volumes and slot: ${destroyCommand({ id })}`,
    },
  ];
}

function slot({ instance }: CauseFacts): readonly Trouble[] {
  const found = slotOutOfRange(instance);
  if (found === undefined) return none;
  const { text, command } = found;
  const fix = `Destroy it, and create it again: ${command}`;
  return [{ code: 'SLOT_OUT_OF_RANGE', service: null, summary: `It ${text}`, evidence: [], fix }];
}

/** For what each start is refused, whatever runs. */
function files(facts: CauseFacts): readonly Trouble[] {
  if (isAway(facts) || facts.forbidden !== undefined) return none;
  return [
    ...(facts.envFile === undefined ? [] : [refusal('ENV_FILE', facts.envFile)]),
    ...(facts.served.unusable === undefined ? [] : [refusal('COMPOSE_FILE', facts.served.unusable)]),
  ];
}

function refusal(code: CauseCode, { message, hint, detail }: CodedFailure): Trouble {
  return {
    code,
    service: null,
    summary: `The next start will be refused: ${message}`,
    evidence: detail === undefined ? [] : [{ kind: 'found', text: detail }],
    fix: hint?.replace(/^Nothing was (?:started|changed)\. /, '').replace(', then run the command again', '') ?? null,
  };
}

/** Whether the registered checkout is not in its place. */
function isAway({ isPresent, replaced }: CauseFacts): boolean {
  return !isPresent || replaced !== undefined;
}

function engine({ engine: answer }: CauseFacts): readonly Trouble[] {
  if (answer.kind === 'failed') {
    const { message, hint, code } = answer.failure;
    const evidence = [{ kind: 'answer', text: code } as const];
    const cause = code === 'ENGINE_TOO_OLD' ? code : 'ENGINE';
    return [{ code: cause, service: null, summary: message, evidence, fix: hint ?? null }];
  }
  const { clockAheadMs } = answer.value;
  if (Math.abs(clockAheadMs) < SKEW_MS) return none;
  const seconds = Math.round(Math.abs(clockAheadMs) / 1_000);
  return [
    {
      code: 'CLOCK_SKEW',
      service: null,
      summary: `The Engine's clock is ${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} this machine's`,
      evidence: [],
      fix: 'Set the clock that is wrong. If the Engine runs in a virtual machine, as with Docker Desktop, restart the machine.',
    },
  ];
}

function disks({ disks: all }: CauseFacts): readonly Trouble[] {
  return all
    .filter(({ free }) => free < FULL)
    .map(({ name, path, free }) => ({
      code: 'DISK_FULL',
      service: null,
      summary: `The ${name} is full: ${formatBytes(free)} are free at ${path}`,
      evidence: [],
      fix: 'Free some space there. To see what Docker could free: docker system df. To free it: docker image prune and docker builder prune.',
    }));
}

const project: Analyzer = ({ containers: answer, expected }, { up }, own = none) => {
  if (answer.kind === 'failed') {
    const { message, hint, code } = answer.failure;
    if (code !== 'FOREIGN_PROJECT') return none;
    return [{ code: 'FOREIGN_CONTAINERS', service: null, summary: message, evidence: [], fix: hint ?? null }];
  }
  const all = answer.value;
  const asMissing = (name: string, there: number, wanted: number): Trouble => ({
    code: 'NO_CONTAINER',
    service: name,
    summary: there === 0 ? 'has no container' : `has ${there} of ${wanted} containers`,
    evidence: [],
    fix: up,
  });
  const missing = missingContainers(expected, all).map(({ name, there, wanted }) => asMissing(name, there, wanted));
  if (all.length === 0) return none;
  // Jobs that have done their work are well.
  if (!areStopped(all) || !all.some((one) => isEndedFromOutside(one, own))) return missing;
  const summary = 'All of its containers have stopped, but not by ktrdr down: perhaps the machine was restarted';
  return [{ code: 'ALL_STOPPED', service: null, summary, evidence: [], fix: up }, ...missing];
};

/** What a process ends with that is told to, by the signals for that; and what the Engine says of those that ran when it was ended. */
const TOLD_TO_END = new Set([0, 130, 137, 143, 255]);

/** Whether nothing but being told to would end it. */
function isEndedFromOutside({ service, exitCode }: Container, own: readonly Trouble[]): boolean {
  return (
    TOLD_TO_END.has(exitCode) &&
    own.some((one) => one.service === service && (one.code === 'EXITED' || one.code === 'KILLED'))
  );
}

/** Each ran once, and ended. */
function areStopped(all: readonly Container[]): boolean {
  return all.every(({ state }) => state === 'exited' || state === 'dead');
}

const ports: Analyzer = ({ heldPorts }, { up }) =>
  heldPorts.map((held) => {
    const { port, protocol, service, holder } = held;
    return {
      code: 'PORT_TAKEN',
      service,
      summary: `cannot have port ${port}${protocol === 'tcp' ? '' : `/${protocol}`}: it is held by ${holder}`,
      evidence: [{ kind: 'holder', text: holder }],
      fix: `${stopHolders([held])}: ${up}`,
    };
  });

/** What services mount, and do not have as it is on this machine now. */
export function mountTroubles(facts: CauseFacts): readonly Trouble[] {
  const { instance } = facts;
  const { up } = commandsOf(facts);
  // Where its directory is away, that says it.
  const isTold = ({ source }: { readonly source: string }): boolean =>
    !isAway(facts) || !isWithin(source, instance.path);
  const missing = facts.missingMounts.filter(isTold);
  const replacedMounts = facts.replacedMounts.filter(isTold);
  const services = [...new Set(replacedMounts.map(({ service }) => service))];
  return [
    ...missing.map(({ service, source }): Trouble => ({
      code: 'MOUNT_MISSING',
      service,
      summary: `mounts ${source}, which does not exist`,
      evidence: [],
      fix: `Restore it, then: ${up}`,
    })),
    ...services.map((service): Trouble => {
      const own = replacedMounts.filter((one) => one.service === service);
      const paths = [...new Set(own.map(({ source }) => shortened(source, instance)))].join(', ');
      return {
        code: 'MOUNT_REPLACED',
        service,
        summary: `still mounts the old ${paths}, replaced since its container was created`,
        evidence: own.map(({ source, target, isSeen }) => ({
          kind: 'found',
          text: isSeen
            ? `${target} in the container is not the current ${source}`
            : `it was created with a different ${source} than the current one; which one it has could not be seen in the container`,
        })),
        fix: up,
      };
    }),
  ];
}

/** A path as one says it who stands in the checkout. */
function shortened(path: string, instance: CauseFacts['instance']): string {
  return isWithin(path, instance.path) ? relative(instance.path, path) || '.' : path;
}

const refusals: Analyzer = ({ refusedMounts, missingMounts, isQuotable }, { up }) =>
  refusedMounts
    .filter(({ service, source }) =>
      missingMounts.every((one) => one.service !== service || !isWithin(source, one.source)),
    )
    .map(({ service, source, target, user, said, isTold, owner }) => {
      const whose = owner === undefined ? '' : `${owner.path} is of uid ${owner.uid}, mode ${owner.mode}`;
      const found = [whose, `the container's user is ${user === '' ? 'root' : user}`].filter((text) => text !== '');
      return {
        code: 'MOUNT_UNREADABLE',
        service,
        summary: `has no permission to use ${source}, which it mounts as ${target}`,
        evidence: [
          ...(isTold || isQuotable ? [{ kind: isTold ? 'found' : 'log', text: said } as const] : []),
          { kind: 'found', text: found.join('; ') } as const,
        ],
        fix: isRoot(user)
          ? `See why root may not use it (with SELinux, mount it with :z in the Compose file): ls -ldZ ${quoteArgument(source)}\nThen: ${up}`
          : `To let it read: chmod a+rX ${quoteArgument(owner?.path ?? source)}\nTo let it write, too: chmod a+rwX ${quoteArgument(owner?.path ?? source)}\nThen: ${up}`,
      };
    });

const images: Analyzer = (facts, { up }) => {
  const { outdatedImages, instance } = facts;
  // All has changed of a checkout that is not there.
  if (isAway(facts)) return none;
  return outdatedImages.map(({ image, services, changed }) => {
    const names = changed.map((path) => shortened(path, instance));
    const has = names.length === 1 ? 'has' : 'have';
    return {
      code: 'IMAGE_OUTDATED',
      service: services.includes('backend') ? 'backend' : (services[0] ?? null),
      summary:
        names.length === 0
          ? 'runs an old image, which has been rebuilt since its container was created'
          : `runs an image that is older than the checkout: ${names.join(', ')} ${has} changed since it was built`,
      evidence: [{ kind: 'found', text: `${services.join(', ')} ${services.length === 1 ? 'runs' : 'run'} ${image}` }],
      fix: up,
    };
  });
};

const containers: Analyzer = (facts) =>
  facts.containers.kind === 'failed' ? none : facts.containers.value.flatMap((one) => troublesOf(one, facts));

/** What is wrong with one of an instance's containers, by the facts of the instance. */
export function troublesOf(container: Container, facts: CauseFacts): readonly Trouble[] {
  const { served, now, deaths, outOfMemory, killed, kernelKills, logs, isQuotable } = facts;
  const { up, logsOf, restartOf } = commandsOf(facts);
  return containerTroubles(container, {
    served,
    now,
    deaths,
    outOfMemory,
    killed,
    kernelKills,
    logs,
    isQuotable,
    up,
    logsOf,
    restartOf,
  });
}

const database: Analyzer = (facts, { down, up, logsOf, restartOf }) => {
  const { database: answer } = facts;
  if (answer === undefined || answer.kind === 'answered') return none;
  const said = [{ kind: 'answer', text: answer.text } as const];
  if (answer.kind === 'silent') {
    const summary = 'runs but does not answer queries';
    return [
      { code: 'DATABASE_SILENT', service: 'db', summary, evidence: said, fix: `${logsOf('db')}\n${restartOf('db')}` },
    ];
  }
  const container = containerOf('db', facts);
  if (answer.kind === 'missing') {
    const fix = container === undefined ? up : missingDatabaseAdvice(container, up);
    return [{ code: 'DATABASE_MISSING', service: 'db', summary: MISSING_DATABASE, evidence: said, fix }];
  }
  const advice =
    container === undefined
      ? ''
      : `${passwordAdvice(container)}\nThen restart the other services, which do not try again: ${restartOf()}\n`;
  return [
    {
      code: 'DATABASE_PASSWORD',
      service: 'db',
      summary: 'refuses its password: its volume was created with another password, which PostgreSQL keeps',
      evidence: said,
      fix: `${advice}Only if the data may be lost: ${down} --volumes && ${up}`,
    },
  ];
};

const migrations: Analyzer = (facts, { up }) => {
  const { migrations: found, database: answer, failedStart: failed } = facts;
  if (found === undefined) return none;
  if (found.isRunning) {
    const summary = 'is still bringing the database up to date (alembic upgrade)';
    return [{ code: 'MIGRATIONS_RUNNING', service: 'backend', summary, evidence: [], fix: 'Wait until it ends.' }];
  }
  const { all, newest: heads } = found.revisions;
  const [newest] = heads;
  if (answer?.kind !== 'answered' || newest === undefined || heads.length > 1) return none;
  if (answer.revision === newest) return none;
  // An image may have no alembic, and then nothing was to be done.
  if (answer.revision === undefined && failed === undefined) return none;
  if (answer.revision !== undefined && !all.includes(answer.revision)) {
    return [
      {
        code: 'MIGRATIONS_UNKNOWN',
        service: 'backend',
        summary: `has a database with migrations that the checkout does not have: it has revision ${answer.revision}, and the newest in the checkout is ${newest}`,
        evidence: [],
        fix: 'Check out the branch that migrated it, or another branch that has its migrations.',
      },
    ];
  }
  const has = answer.revision === undefined ? 'no revision yet' : `revision ${answer.revision}`;
  const where = `it has ${has}, and the newest in the checkout is ${newest}`;
  const evidence = [{ kind: 'answer', text: `alembic_version: ${answer.revision ?? 'none'}` }] as const;
  const said = failed?.reasons.find((reason) => reason.includes(MIGRATIONS_FAILED));
  if (said === undefined) {
    const summary = `has a database that its migrations have not brought up to date: ${where}`;
    return [{ code: 'MIGRATIONS_MISSING', service: 'backend', summary, evidence, fix: up }];
  }
  const container = containerOf('backend', facts);
  const again =
    container === undefined ? '' : `\nTo run it by hand, with all of its output: ${migrateCommand(container)}`;
  return [
    {
      code: 'MIGRATIONS_FAILED',
      service: 'backend',
      summary: `has a database that its migrations could not bring up to date: ${where}`,
      evidence: [{ kind: 'found', text: `the last start: ${said}` }, ...evidence],
      fix: `Fix the migration, then: ${up}${again}`,
    },
  ];
};

const backend: Analyzer = ({ backend: answer }, { restartOf, logsOf }) => {
  if (answer === undefined) return none;
  const fix = `${logsOf('backend')}\n${restartOf('backend')}`;
  if (answer.kind === 'failed') {
    const evidence = [{ kind: 'answer', text: answer.reason } as const];
    return [
      { code: 'BACKEND_SILENT', service: 'backend', summary: `does not answer: ${answer.reason}`, evidence, fix },
    ];
  }
  if (answer.status !== 200) {
    const said = [{ kind: 'answer', text: answer.body.trim().slice(0, 200) } as const];
    const summary = `answers ${answer.status}`;
    return [{ code: 'BACKEND_FAILS', service: 'backend', summary, evidence: said, fix }];
  }
  if (answer.tookMs < SLOW_MS) return none;
  const took = `${(answer.tookMs / 1_000).toFixed(1)} s`;
  return [
    {
      code: 'BACKEND_SLOW',
      service: 'backend',
      summary: `takes ${took} to answer`,
      evidence: [{ kind: 'answer', text: `${answer.status} after ${took}` }],
      fix: `See what keeps it busy:\ndocker stats\n${logsOf('backend')}`,
    },
  ];
};

const workers: Analyzer = (facts, { up, logsOf }) => {
  const { workers: found, containers: answer, registrations } = facts;
  if (found === undefined || answer.kind === 'failed') return none;
  const running = new Set(answer.value.filter(({ state }) => state === 'running').map(({ service }) => service));
  const otherwise = isUntold(facts)
    ? 'may not be registered: the backend does not say'
    : 'has not registered with the backend';
  return found.missing
    .filter((service) => running.has(service))
    .map((service) => ({
      code: 'WORKER_UNREGISTERED',
      service,
      summary: registrations.some(({ container, endpoint }) => container.service === service && endpoint !== undefined)
        ? 'does not count as registered'
        : otherwise,
      evidence: found.foreign
        .filter((one) => one.service === service)
        .map(({ id, url }) => ({ kind: 'answer', text: `the worker registered at ${url} is ${id}` }) as const),
      fix: `${logsOf(service)}\n${up}`,
    }));
};

function containerOf(name: string, { containers: answer }: Pick<CauseFacts, 'containers'>): Container | undefined {
  return answer.kind === 'known' ? answer.value.find(({ service }) => service === name) : undefined;
}

/** Whether nobody can tell who is registered, as the backend does not say it. */
function isUntold(facts: CauseFacts): boolean {
  const { backend: answer } = facts;
  if (answer !== undefined) return answer.kind === 'failed' || answer.status !== 200;
  return containerOf('backend', facts)?.state !== 'running';
}

/** Whether a reason for which a start was not ready is of a service with which something is wrong still. */
function isOfAny(reason: string, known: readonly Trouble[]): boolean {
  return known.some((one) => one.service !== null && !isRemark(one) && reason.startsWith(`${one.service} `));
}

/** What is so now, of what refused the last start. */
const STILL: Readonly<Record<string, CauseCode>> = {
  COMPOSE_FILE_MISSING: 'COMPOSE_FILE',
  COMPOSE_INVALID: 'COMPOSE_FILE',
  ENV_FILE_INVALID: 'ENV_FILE',
  ENV_FILE_LINK: 'ENV_FILE',
  ENV_FILE_TRACKED: 'ENV_FILE',
  ENV_FILE_UNREADABLE: 'ENV_FILE',
  IDENTITY_MISMATCH: 'ENV_FILE',
  PORT_TAKEN: 'PORT_TAKEN',
  SLOT_OUT_OF_RANGE: 'SLOT_OUT_OF_RANGE',
};

const failedStart: Analyzer = ({ failedStart: failed, containers: answer, instance, served }, { up }, known = none) => {
  if (failed === undefined) return none;
  const { at, code, message, hint, reasons: told, detail } = failed;
  // Compose alone knows all that is wrong with a file, and has not been asked since.
  const isAsThen = code === 'COMPOSE_INVALID' && (served.changedAt ?? Infinity) < Date.parse(at);
  // It has become what it was to be all the same.
  const hasBecomeWell = answer.kind === 'known' && isWell({ state: stateOf(answer.value), causes: known });
  if (hasBecomeWell && !isAsThen) return none;
  const reasons = detail === undefined ? told : [...told, detail];
  // Nothing was started then, and somebody has started it since.
  const isOver =
    code !== 'GATE_FAILED' &&
    answer.kind === 'known' &&
    answer.value.some(({ restartCount, startedAt = 0 }) => restartCount === 0 && startedAt > Date.parse(at));
  if (isOver && !isAsThen) return none;
  const cause = isAsThen ? 'COMPOSE_FILE' : (startCause(code, reasons) ?? 'LAST_START');
  // What is so now says it better.
  if (known.some((one) => one.code === (STILL[code] ?? cause))) return none;
  if (code === 'GATE_FAILED' && told.length > 0 && told.every((reason) => isOfAny(reason, known))) return none;
  // The command that was run then is not to be seen here.
  const again = hint
    ?.replaceAll(`run the command again: ${instanceCommand('up', instance)}`, `run: ${up}`)
    .replaceAll(/\brun the command again(?!:)/g, `run: ${up}`);
  const mended = code === 'GATE_FAILED' ? up : (again ?? up);
  return [
    {
      code: cause,
      service: null,
      summary: `Its last start, at ${at}, failed: ${message}`,
      evidence: [{ kind: 'found', text: [code, ...reasons].join('\n') }],
      fix: cause === 'ADDRESS_POOLS' ? `Stop instances that you do not need: ktrdr list\nThen: ${up}` : mended,
    },
  ];
};
