import { jsonText } from '@ktrdr/errors';
import { LOCAL_PROD_ID, showHostLogs } from '@ktrdr/instance';
import { createLogFormat, versioned } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import { writeLine } from '../../command/write-line.ts';
import type { HostLogsOptions } from './flags.ts';
import { namedServices } from './named-services.ts';

const LINES = 100;

/** `local-prod host logs` */
export const logs: Handler<HostLogsOptions> = async (session, { follow = false, ...options }, args) => {
  const { context, signal, style } = session;
  const names = namedServices(args);
  const lines = options.lines ?? options.tail ?? LINES;
  const format = createLogFormat({ style, timestamps: false, instances: false });
  format.expect(names.map(ownerOf));
  await showHostLogs(context, {
    names,
    follow,
    lines: lines === 'all' ? undefined : lines,
    signal,
    onLine: ({ service, message }) => {
      const shown = session.json
        ? jsonText(versioned({ service, message }))
        : format.line({ ...ownerOf(service), time: '', message });
      return writeLine(session, shown);
    },
  });
};

function ownerOf(service: string) {
  return { instance: LOCAL_PROD_ID, service, container: service };
}
