import { listInstances } from '@ktrdr/instance';
import { CONFINE_VARIABLE } from '@ktrdr/instance/internal';
import { formatList } from '@ktrdr/terminal';
import type { Handler } from '../../command/handler.ts';
import type { ListOptions } from './flags.ts';

export const list: Handler<ListOptions> = async (session, { git }) => {
  const { context, style } = session;
  const instances = await listInstances(context, { git: git === true, urls: session.json });
  const isConfined = context.env[CONFINE_VARIABLE] !== undefined;
  session.result({ instances }, formatList(instances, { style, now: context.now(), isConfined }));
};
