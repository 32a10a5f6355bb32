import type { HostServiceStatus } from '@ktrdr/instance';
import { formatAge } from '@ktrdr/terminal';

/** A row for each: name, port, how it is, its first process and since when. */
export function hostServiceRows(services: readonly HostServiceStatus[], now: Date): string[][] {
  return services.map(({ name, port, state, pids, since }) => {
    const age = since === null ? '' : formatAge(since, now);
    const started = age === '' || age === 'now' ? 'just now' : `${age} ago`;
    const [pid] = pids;
    return [name, String(port), state, pid === undefined ? '-' : `pid ${pid}`, since === null ? '-' : started];
  });
}

/** What is wrong with them, and what to do. */
export function hostServiceAdvice(services: readonly HostServiceStatus[]): string[] {
  return services.flatMap(({ name, state, reason }) => {
    const lines = reason === null ? [] : [`${name}: ${reason}`];
    if (state === 'ended')
      lines.push(`${name} ended without being stopped. To see its logs: ktrdr local-prod host logs ${name}`);
    return lines;
  });
}
