import type { InstanceUrls, SharedObservability } from '@ktrdr/instance';

const SHARED: readonly (readonly [keyof SharedObservability, string])[] = [
  ['grafana', 'Grafana'],
  ['jaeger', 'Jaeger'],
  ['prometheus', 'Prometheus'],
];

const NAMES: readonly (readonly [keyof InstanceUrls, string])[] = [
  ['api', 'API'],
  ['docs', 'API docs'],
  ['grafana', 'Grafana'],
  ['jaeger', 'Jaeger'],
  ['prometheus', 'Prometheus'],
];

/** The URLs of an instance, one a line; services that it does not have are left out, and those it shares with others are marked. */
export function formatUrls(urls: InstanceUrls, shared: SharedObservability | null = null): string[] {
  return [
    ...NAMES.flatMap(([key, name]) => (urls[key] === null ? [] : [line(name, urls[key])])),
    ...SHARED.flatMap(([key, name]) => (shared?.[key] ? [`${line(name, shared[key])} (shared)`] : [])),
  ];
}

/** What there is to say of a shared observability stack that does not run; nothing otherwise. */
export function formatAbsentShared(shared: SharedObservability | null): string[] {
  if (shared === null || SHARED.some(([key]) => shared[key] !== null)) return [];
  return [
    'The shared Jaeger, Grafana and Prometheus (network devops-ai-observability) are not running: traces are lost.',
  ];
}

function line(name: string, url: string): string {
  return `  ${name.padEnd(11)} ${url}`;
}
