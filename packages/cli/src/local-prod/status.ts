import { resolveLocalProd, status as readStatus } from '@ktrdr/instance';
import { formatStatus } from '@ktrdr/terminal';
import type { Handler } from '../command.ts';

export const status: Handler<object> = async (session) => {
  const instance = await resolveLocalProd(session.context, session.process.cwd());
  const found = await readStatus(session.context, instance);
  session.result(found, formatStatus(found, session.style));
};
