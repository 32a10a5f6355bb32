import { platform } from 'node:os';
import { CodedError } from '@ktrdr/errors';
import { describe, type InstanceUrls } from '@ktrdr/instance';
import { whichThereAre } from '@ktrdr/instance/internal';
import type { Handler } from '../../command/handler.ts';
import { orNameInstance } from '../../command/or-name-instance.ts';
import { theInstance } from '../../command/the-instance.ts';
import { ownHostOf, type Session, withOwnHost } from '@ktrdr/terminal';
import { type OpenOptions, PAGES } from './flags.ts';

const OPENS_WITHIN_MS = 10_000;

/** `open`: shows a page of an instance in the browser; where there is none to start, its URL. */
export const open: Handler<OpenOptions> = async (session, options, [word]) => {
  const typed = { command: 'ktrdr open', word, instance: options.instance };
  await orNameInstance(session, typed, async () => await openPage(session, options, word ?? 'docs'));
};

async function openPage(session: Session, options: OpenOptions, page: string): Promise<void> {
  const { context, process, signal } = session;
  const wanted = PAGES.find((one) => one === page);
  if (wanted === undefined) {
    throw new CodedError(`There is no page ${page}`, {
      code: 'NO_SUCH_SERVICE',
      hint: whichThereAre(page, PAGES, 'The pages are'),
    });
  }
  const instance = await theInstance(session, { which: 'any', verb: 'open', name: options.instance });
  const { urls, state, sharedObservability } = await describe(context, instance);
  const all: Partial<Record<string, string | null>> = { ...sharedObservability, ...withoutAbsent(urls) };
  const url = all[wanted];
  if (url == null) {
    throw new CodedError(`${instance.id} has no ${wanted}`, {
      code: 'NO_SUCH_SERVICE',
      hint: `Its pages: ${PAGES.filter((one) => all[one] != null).join(', ') || 'none'}`,
    });
  }
  if (state === 'stopped')
    context.report({ type: 'note', text: `${instance.id} is stopped. To start it: ktrdr up ${instance.id}` });
  const shown = withOwnHost(url, await ownHostOf(instance));
  const opened = await context.run(platform() === 'darwin' ? 'open' : 'xdg-open', [shown], {
    env: process.env,
    cwd: process.cwd(),
    timeoutMs: OPENS_WITHIN_MS,
    signal,
  });
  session.result({ schemaVersion: 1, id: instance.id, page: wanted, url, opened: opened.exitCode === 0 }, [
    opened.exitCode === 0 ? `Opened ${shown}` : shown,
  ]);
}

/** What an instance does not have itself it may share with others. */
function withoutAbsent(urls: InstanceUrls): Partial<Record<string, string>> {
  return Object.fromEntries(Object.entries(urls).flatMap(([page, url]) => (url === null ? [] : [[page, url]])));
}
