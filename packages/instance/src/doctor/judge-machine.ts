import { OLDEST_GIT } from '../git/git-version.ts';
import { formatBytes } from '../core/format-bytes.ts';
import { isNewEnough } from '../start/engine-requirements.ts';
import { stateOf } from '../served/instance-state.ts';
import type { CommandFacts, DoctorFacts, EngineFacts, ToolFacts } from './facts.ts';
import type { CodedFailure } from '../core/answer.ts';
import type { DiskSpace } from '../core/disk-space.ts';
import { type Finding, ok } from './finding.ts';

const LITTLE_DISK = 10e9;
/** A rule of thumb for a whole stack with four workers; written down in docs/doctor.md. */
const MEMORY_OF_A_STACK = 4e9;

/** The programs, the Engine, disk and memory. */
export function judgeMachine(facts: DoctorFacts): Finding[] {
  return [
    ...facts.tools.map(judgeTool),
    judgeCommand(facts.command),
    ...judgeEngine(facts.engine),
    ...judgeMemory(facts.engine),
    ...facts.disks.map(judgeDisk),
    ...judgeSettings(facts),
  ];
}

function judgeTool({ name, purpose, install, present, tooOld, other }: ToolFacts): Finding {
  if (tooOld !== undefined) {
    return {
      severity: 'problem',
      code: 'TOOL_TOO_OLD',
      subject: name,
      text: `${tooOld} is too old: ${OLDEST_GIT} is needed, and no sandbox can be made without it`,
      repair: { kind: 'advice', text: 'Install a newer git, and open a new terminal.' },
    };
  }
  if (other !== undefined) {
    return {
      severity: 'problem',
      code: 'TOOL_OTHER',
      subject: name,
      text: `is ${other}, which takes other options: ${purpose}`,
      repair: { kind: 'advice', text: install },
    };
  }
  if (present) return ok(name, 'is installed');
  return {
    severity: 'problem',
    code: 'TOOL_MISSING',
    subject: name,
    text: `is not installed, or not on the PATH: ${purpose}`,
    repair: { kind: 'advice', text: install },
  };
}

function judgeCommand(command: CommandFacts): Finding {
  const subject = 'ktrdr';
  if (command.kind === 'none')
    return ok(subject, 'no such command is on the PATH; to install it: npm install --global @ktrdr/cli');
  if (command.kind === 'ours') return ok(subject, `the shell finds this one: ${command.path}`);
  const whose = command.kind === 'python' ? "KTRDR's own Python command" : 'another command with that name';
  return {
    severity: 'warning',
    code: 'COMMAND_SHADOWED',
    subject,
    text: `the shell finds ${whose}: ${command.path}`,
    repair: {
      kind: 'advice',
      text: 'Call this command ktrdr-env, or put its directory first on the PATH.',
    },
  };
}

function judgeEngine({ versions, resources }: EngineFacts): Finding[] {
  const failures = [versions, resources].flatMap((answer) => (answer.kind === 'failed' ? [answer.failure] : []));
  const different = failures.filter(({ code }, index) => failures.findIndex((one) => one.code === code) === index);
  if (versions.kind === 'failed') return different.map(engineFailed);
  const { engine, compose } = versions.value;
  const old: Finding = {
    severity: 'problem',
    code: 'ENGINE_OLD',
    subject: 'Docker',
    text: `Engine ${engine} with Compose ${compose}: Engine 25 and Compose 2.24 or newer are needed`,
    repair: { kind: 'advice', text: 'Update Docker, or its Compose plugin: older versions cannot start anything.' },
  };
  return [
    isNewEnough(versions.value) ? ok('Docker', `Engine ${engine}, Compose ${compose}`) : old,
    ...different.map(engineFailed),
  ];
}

function engineFailed({ code, message, hint }: CodedFailure): Finding {
  return {
    severity: 'problem',
    code,
    subject: 'Docker',
    text: message,
    repair: hint === undefined ? undefined : { kind: 'advice', text: hint },
  };
}

/** Nothing where they can be read, or there are none. */
function judgeSettings({ settings }: DoctorFacts): Finding[] {
  if (settings.kind === 'known') return [];
  const { code, message, hint } = settings.failure;
  const repair = hint === undefined ? undefined : ({ kind: 'advice', text: hint } as const);
  return [{ severity: 'problem', code, subject: 'settings', text: message, repair }];
}

function judgeMemory({ memory, resources }: EngineFacts): Finding[] {
  if (memory === undefined || resources.kind === 'failed') return [];
  const { containers } = resources.value;
  const running = [...new Set(containers.map(({ project }) => project))].filter(
    (project) => stateOf(containers.filter((one) => one.project === project)) !== 'stopped',
  );
  const stacks = Math.max(1, running.length);
  const needed = stacks * MEMORY_OF_A_STACK;
  const has = `the Engine has ${formatBytes(memory)}`;
  if (memory >= needed) return [ok('memory', has)];
  return [
    {
      severity: 'warning',
      code: 'LITTLE_MEMORY',
      subject: 'memory',
      text: `${has}; ${stacks === 1 ? 'a complete stack needs' : `${stacks} stacks need`} about ${formatBytes(needed)}`,
      repair: {
        kind: 'advice',
        text: 'Stop instances that you do not need, or give the Engine more memory (in Docker Desktop: Settings, Resources).',
      },
    },
  ];
}

function judgeDisk({ name, path, free }: DiskSpace): Finding {
  const text = `${formatBytes(free)} are free at ${path}`;
  if (free >= LITTLE_DISK) return ok(name, text);
  return {
    severity: 'warning',
    code: 'LITTLE_DISK',
    subject: name,
    text: `only ${text}`,
    repair: { kind: 'advice', text: 'Free some space. To see what Docker does not need: docker system df' },
  };
}
