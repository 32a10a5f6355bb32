import { quoteArgument } from '@ktrdr/errors';
import { moveCommand } from '../core/aside-command.ts';
import { finishCommand } from '../journals/finish-command.ts';
import type { DoctorFacts, OperationFacts, SharedFacts } from './facts.ts';
import type { UnusablePlace } from '../shared-data/unusable-place.ts';
import { giveUpCopy } from '../shared-data/staging.ts';
import type { Finding } from './finding.ts';

/** What interrupted operations left, and shared data that cannot be used. */
export function judgeLeftovers({ operations, shared, homePlaces, sharedPlaces }: DoctorFacts): Finding[] {
  return [
    ...operations.flatMap(judgeOperation),
    ...(shared === undefined ? [] : judgeShared(shared)),
    ...homePlaces.map(judgeHomePlace),
    ...sharedPlaces.map(judgeSharedPlace),
  ];
}

/** Where we keep records is something else: commands that write there are refused. */
function judgeHomePlace(place: UnusablePlace): Finding {
  const finding = { severity: 'problem', code: 'RECORDS_NO_DIRECTORY', subject: 'files' } as const;
  if (place.kind === 'broken link') {
    const text = `${place.path} is a link to ${place.target}, which does not exist`;
    return { ...finding, text, repair: { kind: 'advice', text: 'Mount the disk of its target.' } };
  }
  return {
    ...finding,
    text: `${place.path} is not a directory, but ktrdr keeps records there: commands that need them are refused`,
    repair: {
      kind: 'commands',
      text: 'Move it aside; ktrdr makes a directory when it needs one:',
      commands: [moveCommand(place.path, place.aside)],
    },
  };
}

function judgeSharedPlace(place: UnusablePlace): Finding {
  const finding = { severity: 'problem', subject: 'shared data' } as const;
  if (place.kind === 'broken link') {
    return {
      ...finding,
      code: 'SHARED_LINK_BROKEN',
      text: `${place.path} is a link to ${place.target}, which does not exist`,
      repair: {
        kind: 'commands',
        text: 'Mount the disk of its target. Or, if you do not need it, remove the link; nothing on that disk is touched:',
        commands: [`rm ${quoteArgument(place.path)}`],
      },
    };
  }
  return {
    ...finding,
    code: 'SHARED_NO_DIRECTORY',
    text: `${place.path} is not a directory`,
    repair: {
      kind: 'commands',
      text: 'Move it aside, then fill the shared directories anew (ktrdr sandbox init-shared):',
      commands: [moveCommand(place.path, place.aside)],
    },
  };
}

/** What became of one operation with a journal. */
export function judgeOperation({ id, operation, file, path, keeps, unreadable, isAtWork }: OperationFacts): Finding[] {
  if (isAtWork) return [];
  const finding = {
    severity: 'problem',
    code: 'UNFINISHED_OPERATION',
    subject: id,
    text: `a ${operation} was interrupted (${file})`,
  } as const;
  if (unreadable !== undefined) {
    const text = unreadable.hint ?? `${file} must be a file that you can read.`;
    return [
      {
        ...finding,
        text: `a ${operation} was interrupted; ${unreadable.message}`,
        repair: { kind: 'advice', text },
      },
    ];
  }
  if (operation === 'create') {
    const does = `undoes it: removes ${path ?? 'its directory'} and the branch that it created, and frees its slot; if somebody has worked there, finishes it instead`;
    return [{ ...finding, repair: { kind: 'fix', fix: { kind: 'settle-create', id }, does } }];
  }
  const commands = [finishCommand({ id }, operation, keeps)];
  const text =
    operation === 'down -v'
      ? 'Whatever it had already removed is gone. Finish it, or start the instance again, which abandons it:'
      : 'Finish it:';
  return [{ ...finding, repair: { kind: 'commands', text, commands } }];
}

function judgeShared({ staging, state }: SharedFacts): Finding[] {
  if (state.kind === 'failed') {
    const { code, message, hint } = state.failure;
    return [
      {
        severity: 'problem',
        code,
        subject: 'shared data',
        text: message,
        repair: { kind: 'advice', text: hint ?? `Inspect ${staging.path}.` },
      },
    ];
  }
  if (state.value === undefined) return [];
  const { from, phase, names, copies } = state.value;
  if (phase === 'copying') {
    return [
      {
        severity: 'warning',
        code: 'SHARED_COPY_UNFINISHED',
        subject: 'shared data',
        text: `a copy of ${from} was interrupted; nothing was replaced`,
        repair: {
          kind: 'commands',
          text: 'The first command resumes the copy, the second abandons it:',
          commands: [`ktrdr sandbox init-shared --from ${quoteArgument(from)}`, giveUpCopy(staging)],
        },
      },
    ];
  }
  return [
    {
      severity: 'problem',
      code: 'SHARED_SWAP_UNFINISHED',
      subject: 'shared data',
      text: `a copy of ${from} was interrupted while ${phase === 'deleting' ? `what it replaced was being deleted (${names.join(', ')})` : `${names.join(', ')} were being put in place`}`,
      repair: {
        kind: 'fix',
        fix: { kind: 'finish-shared-data', ...(copies === undefined ? {} : { copies }) },
        does:
          phase === 'deleting'
            ? 'deletes the rest of it, unless that has changed since you confirmed it'
            : 'puts the copied data in place and deletes what it replaces, unless that has changed since you confirmed it',
      },
    },
  ];
}
