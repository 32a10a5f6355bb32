import { type Kind, type LogLine, showLogs } from '@ktrdr/instance';
import { resolveInstance } from '@ktrdr/instance/internal';
import type { Handler } from '../../command/handler.ts';
import type { LogsOptions } from './flags.ts';
import { printable, type Session, versioned } from '@ktrdr/terminal';

/** `logs` of an instance of this kind, in whose directory it is called. */
export function logs(kind: Kind['name']): Handler<LogsOptions> {
  return async (session, { follow = false, lines }, [service]) => {
    const { context, process, signal, style } = session;
    const instance = await resolveInstance(context, { kind, directory: process.cwd(), verb: 'logs' });
    await showLogs(context, instance, {
      service,
      follow,
      lines,
      signal,
      onLine: (line) =>
        process.stdout.write(`${session.json ? JSON.stringify(versioned(line)) : forPeople(line, style)}\n`),
    });
    return 0;
  };
}

function forPeople({ container, message }: LogLine, style: Session['style']): string {
  return `${style.cyan(container)} ${printable(message, { colors: style.isColorSupported })}`;
}
