import { checkoutStanding, standingInWords } from '../checkout/checkout-standing.ts';
import { quoteArgument } from '@ktrdr/errors';
import { judgeEnvFile } from '../env-file/judge-env-file.ts';
import type { Instance } from '../core/instance.ts';
import { destroyCommand } from '../core/destroy-command.ts';
import { slotOutOfRange } from '../core/slot-out-of-range.ts';
import { howItGoesBack } from '../checkout/how-it-goes-back.ts';
import type { CodedFailure } from '../core/answer.ts';
import { commandsOf } from '../causes/commands-of.ts';
import { REFUSALS } from '../causes/refusals.ts';
import type { StackHealth } from '../status/stack-health.ts';
import { mendingOf } from '../status/mending-of.ts';
import type { DoctorFacts, PlaceFacts } from './facts.ts';
import { forbiddenFinding } from './judge-forbidden.ts';
import { moveCommand } from '../core/aside-command.ts';
import { stopHolders } from '../held-ports/stop-holders.ts';
import { moveAside } from './move-aside.ts';
import { type Finding, ok } from './finding.ts';

/** Every registered instance: its directory, its `.env.sandbox` and its ports. */
export function judgeInstances(facts: DoctorFacts): Finding[] {
  if (facts.registry.kind === 'failed') return [];
  // One that is being made or destroyed is not as it will be; if that was ended, it is told of as such.
  const unfinished = new Set(facts.operations.map(({ id }) => id));
  return facts.registry.value.flatMap((instance) => {
    if (unfinished.has(instance.id)) return [];
    const findings = [
      ...judgeSlot(instance),
      ...judgePlace(instance, facts),
      ...judgeEngine(instance, facts),
      ...judgeVolumes(instance, facts),
      ...judgePorts(instance, facts),
      ...judgeStarts(instance, facts),
      ...judgeStack(instance, facts),
    ];
    return findings.length > 0
      ? findings
      : [ok(instance.id, `is as registered: ${instance.path}, slot ${instance.slot}`)];
  });
}

function judgeSlot(instance: Instance): Finding[] {
  const found = slotOutOfRange(instance);
  if (found === undefined) return [];
  return [
    {
      severity: 'problem',
      code: 'SLOT_OUT_OF_RANGE',
      subject: instance.id,
      text: found.text,
      repair: { kind: 'commands', text: 'Destroy it, and create it again:', commands: [found.command] },
    },
  ];
}

/** A registered instance's directory and its `.env.sandbox`. */
export function judgePlace(
  instance: Instance,
  { places, variables }: Pick<DoctorFacts, 'places' | 'variables'>,
): Finding[] {
  const { id, path } = instance;
  const place = places.find((one) => one.path === path);
  if (place === undefined) return [];
  if (place.movedTo !== undefined) return [moved(instance, place.movedTo, place.linkAside)];
  const problem = (code: string, text: string): Finding => ({
    severity: 'problem',
    code,
    subject: id,
    text,
    repair: {
      kind: 'commands',
      text: 'Put it back where it was, or mount its disk. Or free the slot; no file elsewhere is touched:',
      commands: [destroyCommand({ id })],
    },
  });
  if (place.realPath === undefined) return [problem('DIRECTORY_MISSING', `its directory ${path} is missing`)];
  if (place.realPath !== path) {
    return [problem('DIRECTORY_MOVED', `its directory ${path} now leads to ${place.realPath}`)];
  }
  if (place.forbidden !== undefined) return [forbiddenFinding(id, place.forbidden)];
  if (place.absentRepository !== undefined) return [withoutRepository(instance, place.absentRepository)];
  if (place.git.kind === 'failed') return gitFailed(id, place.git.failure);
  if (place.repository?.kind === 'failed') return gitFailed(id, place.repository.failure);
  const standing = checkoutStanding(instance, { git: place.git.value, repository: place.repository?.value });
  if (standing === 'other-remotes') return [otherRemotes(instance)];
  if (standing === 'another') {
    return [problem('DIRECTORY_REPLACED', `${path} ${standingInWords(instance, standing)}`)];
  }
  const expected = variables.get(id);
  return expected === undefined ? [] : judgeMarker(instance, place, expected);
}

/** As `destroy` and `up` see it. */
function withoutRepository({ id, path }: Instance, repository: string): Finding {
  return {
    severity: 'problem',
    code: 'REPOSITORY_MISSING',
    subject: id,
    text: `${path} is a worktree of a missing repository: ${repository}`,
    repair: {
      kind: 'commands',
      text: `Mount its disk or, if its clone was moved, tell git: git -C <the moved clone> worktree repair ${quoteArgument(path)}. Or free the slot; the directory stays, with all its contents:`,
      commands: [`${destroyCommand({ id })} --keep-worktree`],
    },
  };
}

function otherRemotes(instance: Instance): Finding {
  const { id, path } = instance;
  return {
    severity: 'warning',
    code: 'REMOTE_MISSING',
    subject: id,
    text: `${path} ${standingInWords(instance, 'other-remotes')}`,
    repair: {
      kind: 'advice',
      text: `Add it again (git -C ${quoteArgument(path)} remote add): without it, destroy treats the directory as another clone, and keeps its .env.sandbox`,
    },
  };
}

function moved({ id, path, record }: Instance, to: string, linkAside: string | undefined): Finding {
  const back = howItGoesBack(record, to);
  return {
    severity: 'problem',
    code: 'DIRECTORY_MOVED',
    subject: id,
    text: `its directory ${path} was moved to ${to}`,
    // Where the link is, `mv -n` moves nothing.
    repair:
      linkAside === undefined
        ? { kind: 'commands', text: 'Bring it back:', commands: [back] }
        : {
            kind: 'commands',
            text: 'A broken link is in its old place. Move the link aside, and bring the directory back:',
            commands: [`${moveCommand(path, linkAside)} && ${back}`],
          },
  };
}

function gitFailed(id: string, { code, message, hint, detail }: CodedFailure): Finding[] {
  // Told of already, as a tool.
  if (code === 'GIT_MISSING') return [];
  return [
    {
      severity: 'problem',
      code,
      subject: id,
      text: message,
      detail: detail?.split('\n'),
      repair: { kind: 'advice', text: hint ?? 'See git status there.' },
    },
  ];
}

function judgeMarker(
  { id, path }: Instance,
  { marker, freeName, identity: directory, unusable, otherHome }: PlaceFacts,
  expected: Readonly<Record<string, string>>,
): Finding[] {
  const file = `${path}/.env.sandbox`;
  if (marker.kind === 'failed') {
    const { code, message, hint } = marker.failure;
    return [
      {
        severity: 'problem',
        code,
        subject: id,
        text: message,
        repair: { kind: 'advice', text: hint ?? `Make ${file} readable.` },
      },
    ];
  }
  const written = marker.value;
  if (written === undefined) {
    return [
      {
        severity: 'problem',
        code: 'ENV_FILE_MISSING',
        subject: id,
        text: `${file} is lost`,
        repair: {
          kind: 'fix',
          fix: { kind: 'write-env-file', id, directory },
          does: 'writes it again from the registry; your own lines and the options that earlier starts remembered are lost',
        },
      },
    ];
  }
  const owner = written['INSTANCE_ID'];
  if (owner !== undefined && owner !== id) {
    return [
      {
        severity: 'problem',
        code: 'IDENTITY_MISMATCH',
        subject: id,
        text: `${file} says that this directory is ${owner}`,
        repair: {
          kind: 'commands',
          text: `If it is ${id}, move the file aside and have it rewritten; your own lines are then in the moved file:`,
          commands: [moveAside({ path, freeName }), 'ktrdr doctor --fix'],
        },
      },
    ];
  }
  // What it says after such a line is another matter once that is corrected.
  if (unusable !== undefined) return [unusableEnvFile(id, unusable)];
  const { edited } = judgeEnvFile(written, expected);
  if (edited.length === 0) return [];
  if (otherHome !== undefined) return [registeredTwice(id, file, otherHome)];
  return [
    {
      severity: 'warning',
      code: 'ENV_FILE_EDITED',
      subject: id,
      text: `${file} differs from the registry, whose values are used`,
      detail: edited.map((key) => `${key}: ${written[key] ?? 'missing'}, should be ${expected[key]}`),
      repair: {
        kind: 'fix',
        fix: { kind: 'write-env-file', id, directory },
        does: 'rewrites these lines; your own lines stay, with comments and order',
      },
    },
  ];
}

/** As with a copy of a home: whoever works with the other one would get the shared data of this one. */
function registeredTwice(id: string, file: string, otherHome: string): Finding {
  return {
    severity: 'problem',
    code: 'REGISTERED_ELSEWHERE',
    subject: id,
    text: `${file} names another KTRDR_HOME, ${otherHome}, where the instance is registered too`,
    repair: {
      kind: 'advice',
      text: `Use the instance with that home: KTRDR_HOME=${quoteArgument(otherHome)}. If nobody uses that home any more, move it elsewhere; doctor --fix then rewrites the file for this home.`,
    },
  };
}

function unusableEnvFile(id: string, { code, message, hint }: CodedFailure): Finding {
  const correct =
    'Correct that line: until then every start is refused. A line is KEY=value; put a value with special characters in single quotes.';
  const text = code === 'ENV_FILE_INVALID' ? correct : (hint ?? 'Every start is refused.');
  return { severity: 'problem', code, subject: id, text: message, repair: { kind: 'advice', text } };
}

function judgePorts({ id }: Instance, { heldPorts }: DoctorFacts): Finding[] {
  return (heldPorts.get(id) ?? []).map((held) => ({
    severity: 'problem',
    code: 'PORT_TAKEN',
    subject: id,
    text: `port ${held.port} (${held.service}) is held by ${held.holder}`,
    repair: { kind: 'advice', text: `${stopHolders([held])} start the instance.` },
  }));
}

/** It was started on another Engine than the one that docker speaks to now. */
function judgeEngine({ id }: Instance, { engines }: DoctorFacts): Finding[] {
  const failure = engines.get(id);
  if (failure === undefined) return [];
  const { code, message, hint } = failure;
  return [
    {
      severity: 'problem',
      code,
      subject: id,
      text: message,
      repair: hint === undefined ? undefined : { kind: 'advice', text: hint },
    },
  ];
}

/** Where nobody can tell which volumes are its own, starts and removals are refused; one of them that is gone is made anew, empty. */
function judgeVolumes({ id }: Instance, { volumeRecords, forbidden, engine, engines }: DoctorFacts): Finding[] {
  const record = volumeRecords.get(id);
  if (record?.kind === 'failed') {
    const { code, message, hint } = record.failure;
    // It is told with the command that makes it readable.
    if (forbidden.some(({ path }) => message.includes(path))) return [];
    const repair = hint === undefined ? undefined : ({ kind: 'advice', text: hint } as const);
    return [{ severity: 'problem', code, subject: id, text: message, repair }];
  }
  // What another Engine has is not seen.
  if (engine.resources.kind === 'failed' || engines.has(id)) return [];
  const there = new Set(engine.resources.value.volumes.map(({ name }) => name));
  // Of those that it has taken over nobody knows their labels, and of anonymous ones the project.
  const gone = (record?.value?.volumes ?? []).filter(
    ({ name, takenOver }) => takenOver !== true && name.startsWith(`${id}_`) && !there.has(name),
  );
  if (gone.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'VOLUME_MISSING',
      subject: id,
      text: `${gone.map(({ name }) => name).join(', ')} ${gone.length === 1 ? 'was its volume, and is' : 'were its volumes, and are'} gone from this Engine`,
      repair: {
        kind: 'advice',
        text: 'The next start creates it again, empty. If you need the data that was in it, restore that first.',
      },
    },
  ];
}

/** The next start is refused, whatever runs; or the last one was, and the next one may not be. */
function judgeStarts({ id }: Instance, { stacks }: DoctorFacts): Finding[] {
  const causes = stacks.get(id)?.causes ?? [];
  return causes
    .filter(({ code }) => code === 'COMPOSE_FILE' || REFUSALS.has(code))
    .map(({ code, summary: text, fix }) => ({
      severity: code === 'COMPOSE_FILE' ? 'problem' : 'warning',
      code,
      subject: id,
      text,
      repair: fix === null ? undefined : { kind: 'advice', text: fix },
    }));
}

/** What runs is not as it should be: one finding, as one command mends it. */
function judgeStack(instance: Instance, { stacks, places }: DoctorFacts): Finding[] {
  const { id, path } = instance;
  // Nobody can start it from a directory that is away, which is told of as such.
  if (places.some((place) => place.path === path && place.realPath === undefined)) return [];
  const stack = stacks.get(id);
  const services = stack?.services ?? [];
  const sick = services.filter(({ problem }) => problem !== null);
  if (stack === undefined || sick.length === 0) return [];
  const stopped = stack.causes.find(({ code }) => code === 'ALL_STOPPED');
  const isLeftOver = sick.every(({ code }) => code === 'ORPHAN');
  const what = isLeftOver ? 'some containers are left over' : 'not all of its services are healthy';
  return [
    {
      // For what is left over nothing fails.
      severity: isLeftOver ? 'warning' : 'problem',
      code: 'SERVICES_SICK',
      subject: id,
      text: stopped?.summary ?? `${what}: ${sick.map(({ name }) => name).join(', ')}`,
      detail: sick.map(({ name, problem, code }) => `${name} ${problem ?? ''}${code === null ? '' : ` (${code})`}`),
      repair: stackRepair(instance, stack),
    },
  ];
}

function stackRepair(instance: Instance, stack: StackHealth): Finding['repair'] {
  const { up, removal } = mendingOf(instance, stack);
  const { why } = commandsOf({ instance, withoutSecrets: stack.withoutSecrets });
  if (up === undefined) return { kind: 'advice', text: removal ?? `To see what is wrong, and how to fix it: ${why}` };
  return {
    kind: 'commands',
    text: `${removal === undefined ? '' : `${removal}\n`}To see what is wrong: ${why}. To fix it:`,
    commands: [up],
  };
}
