import { CodedError, quoteArgument } from '@ktrdr/errors';
import { howItGoesBack } from '../checkout/how-it-goes-back.ts';
import { isOfThisRegistry, type MarkerHome } from '../checkout/marker-home.ts';
import type { MovedInstance } from '../checkout/moved-here.ts';
import { moveCommand } from '../core/aside-command.ts';
import { againCommand } from '../core/again-command.ts';

/**
 * @throws CodedError `ALREADY_INITIALIZED` for an `.env.sandbox` that no registered instance accounts for, with the commands that move it aside
 *   and remove it, and for one of this registry the command that registers it again
 *
 * @param aside a free name beside it
 * @param isRecorded whether our home has a record of the instance that the file names
 */
export function leftOverMarker(
  path: string,
  {
    marker,
    home,
    isRecorded,
    aside,
  }: {
    readonly marker: Readonly<Record<string, string>>;
    readonly home: MarkerHome;
    readonly isRecorded: boolean;
    readonly aside: string;
  },
): CodedError {
  const file = `${path}/.env.sandbox`;
  const id = marker['INSTANCE_ID'];
  const of = id === undefined ? '' : ` (of ${id})`;
  const again =
    id === undefined || !isOfThisRegistry(home, isRecorded)
      ? ''
      : `If the registry has lost it, register it again: ${againCommand(id)}\n`;
  return new CodedError(`${path} is already initialized: ${file} exists${of}, but no instance is registered here`, {
    code: 'ALREADY_INITIALIZED',
    hint:
      `${again}If nothing needs it, move it aside and run init again: ${moveCommand(file, aside)}\n` +
      `To remove it, once you have copied the lines that you need: rm ${quoteArgument(aside)}`,
  });
}

/** @throws CodedError `ALREADY_INITIALIZED` for the directory of a registered instance that was moved, with the command that brings it back */
export function movedAway({ instance: { id, path, record }, at }: MovedInstance): CodedError {
  return new CodedError(
    `${at} is already initialized as ${id}, which is registered at ${path}: the directory was moved`,
    {
      code: 'ALREADY_INITIALIZED',
      hint: `Bring it back, and use it there: ${howItGoesBack(record, at)}`,
    },
  );
}
