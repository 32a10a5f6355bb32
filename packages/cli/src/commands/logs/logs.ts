import { jsonText } from '@ktrdr/errors';
import { type LogRecord, showAllLogs, showLogs, type ShowLogsOptions } from '@ktrdr/instance';
import { createLogFormat, versioned } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { orNameInstance } from '../../command/or-name-instance.ts';
import { tellAside } from '../../command/tell-aside.ts';
import { theInstance, type Which } from '../../command/the-instance.ts';
import { writeLine } from '../../command/write-line.ts';
import type { LogsOptions } from './flags.ts';

/** How many of the last lines of each container are shown where nothing else narrows them. */
const LINES = 100;

/** `logs` of this instance, or of all that run. */
export function logs(which: Which): Handler<LogsOptions> {
  return async (session, options, services) => {
    const { context, signal, style } = session;
    const { all = false, timestamps = false } = options;
    const format = createLogFormat({ style, timestamps, instances: all });
    let isAnyShown = false;
    const shown: ShowLogsOptions = {
      ...selectionOf(options),
      services,
      signal,
      onLine(line) {
        isAnyShown = true;
        return writeLine(session, session.json ? forPrograms(line, all) : format.line(line));
      },
      onOwners: format.expect,
    };
    if (all) await showAllLogs(context, shown);
    else {
      const typed = { command: 'ktrdr logs', word: services[0], instance: options.instance };
      await orNameInstance(session, typed, async () => {
        const instance = await theInstance(session, { which, verb: 'logs', name: options.instance });
        await showLogs(context, instance, shown);
      });
    }
    // Nothing would look as if nothing had been read.
    if (!isAnyShown && options.follow !== true)
      tellAside(session, [isNarrowed(options) ? 'No lines match.' : 'No lines.']);
    return 0;
  };
}

function selectionOf(options: LogsOptions): Omit<ShowLogsOptions, 'signal' | 'onLine' | 'onOwners' | 'services'> {
  const { follow = false, since, until, grep, level } = options;
  const given = options.lines ?? options.tail;
  const lines = given === undefined && !isNarrowed(options) ? LINES : given;
  return { follow, lines: lines === 'all' ? undefined : lines, since, until, grep, level };
}

function isNarrowed({ since, until, grep, level }: LogsOptions): boolean {
  return [since, until, grep, level].some((one) => one !== undefined);
}

function forPrograms({ instance, container, time, message }: LogRecord, all: boolean): string {
  return jsonText(versioned({ ...(all && { instance }), container, time, message }));
}
