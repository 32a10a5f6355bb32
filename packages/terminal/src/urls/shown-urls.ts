import type { Description, Instance } from '@ktrdr/instance';
import type { Session } from '../program/session.ts';
import { ownHostOf, withOwnHost } from './own-host.ts';

/** The URLs of an instance as a person is shown them, who may click on them; to programs they say `localhost`. */
export async function shownUrls(
  { process }: Pick<Session, 'process'>,
  instance: Instance,
  urls: Description['urls'],
): Promise<Description['urls']> {
  if (!process.stdout.isTTY) return urls;
  const host = await ownHostOf(instance);
  const shown = (url: string | null): string | null => (url === null ? null : withOwnHost(url, host));
  return {
    api: shown(urls.api),
    docs: shown(urls.docs),
    grafana: shown(urls.grafana),
    jaeger: shown(urls.jaeger),
    prometheus: shown(urls.prometheus),
  };
}
