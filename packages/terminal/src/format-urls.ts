import type { InstanceUrls } from '@ktrdr/instance';

const NAMES: readonly (readonly [keyof InstanceUrls, string])[] = [
  ['api', 'API'],
  ['docs', 'API docs'],
  ['grafana', 'Grafana'],
  ['jaeger', 'Jaeger'],
  ['prometheus', 'Prometheus'],
];

/** The URLs of an instance, one a line; services that it does not have are left out. */
export function formatUrls(urls: InstanceUrls): string[] {
  return NAMES.flatMap(([key, name]) => (urls[key] === null ? [] : [`  ${name.padEnd(11)} ${urls[key]}`]));
}
