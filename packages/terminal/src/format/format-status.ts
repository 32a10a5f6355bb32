import { type InstanceStatus } from '@ktrdr/instance';
import { describeForeignWorker } from '@ktrdr/instance/internal';
import { formatState } from './format-state.ts';
import { formatTable } from './format-table.ts';
import { formatAbsentShared, formatUrls } from './format-urls.ts';
import type { Style } from './style.ts';

/** The states in which the Engine still tells the health of earlier. */
const ENDED: ReadonlySet<string> = new Set(['exited', 'dead']);

/** `status` as a person reads it. */
export function formatStatus(status: InstanceStatus, style: Style): string[] {
  const { id, path, slot, state, containers, services, workers, hostServices } = status;
  const summary = containers.total === 0 ? '' : ` (${containers.running} of ${containers.total} containers run)`;
  return [
    `${style.bold(id)} ${formatState(state, style)}${summary}`,
    `  ${style.dim(`${path}, slot ${slot}`)}`,
    ...formatServices(services, style),
    '',
    'URLs',
    ...formatUrls(status.urls, status.sharedObservability),
    ...formatAbsentShared(status.sharedObservability).map((line) => `  ${line}`),
    ...(workers.expected === 0
      ? []
      : ['', `Workers: ${workers.registered} of ${workers.expected} registered${missing(workers.missing)}`]),
    ...workers.foreign.map(
      (worker) => `  also registered, but not part of this instance: ${describeForeignWorker(worker)}`,
    ),
    ...section(
      'Host services',
      hostServices.map(({ name, port, reachable }) => [name, String(port), reachable ? 'reachable' : 'not reachable']),
    ),
    ...(status.advice === null ? [] : ['', style.red(status.advice)]),
  ];
}

/** A row for each; that of one with which something is wrong says what, in its colour. */
function formatServices(services: InstanceStatus['services'], style: Style): string[] {
  const isAnyBad = services.some(({ problem }) => problem !== null);
  const lines = section(
    'Services',
    services.map(({ name, state, health, ports, problem, code }) => [
      name,
      state,
      ENDED.has(state) ? '-' : (health ?? '-'),
      ports.join(', ') || '-',
      ...(isAnyBad ? [problem === null ? '' : `✗ ${problem}${code === null ? '' : ` (${code})`}`] : []),
    ]),
  );
  const before = lines.length - services.length;
  return lines.map((line, index) => (services[index - before]?.problem ? style.red(line) : line));
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...formatTable(rows).map((line) => `  ${line}`)];
}

function missing(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (missing: ${names.join(', ')})`;
}
