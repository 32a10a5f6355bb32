import type { ProjectParts } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';

/**
 * Refuses when the Engine has something of a project that was not in the plan which was shown: nobody has agreed to lose it.
 *
 * @throws CodedError `PLAN_CHANGED`, naming what came
 */
export function assertAsPlanned(project: string, planned: ProjectParts, now: ProjectParts): void {
  const names = [
    ...cameTo('container', planned.containers, now.containers, ({ id }) => id),
    ...cameTo('network', planned.networks, now.networks, ({ id }) => id),
    ...cameTo('volume', planned.volumes, now.volumes, ({ name, createdAt }) => `${name} ${createdAt}`),
  ];
  if (names.length === 0) return;
  throw new CodedError(
    `Something was added to Compose project ${project} after the plan was shown: ${names.join(', ')}`,
    {
      code: 'PLAN_CHANGED',
      hint: 'Nothing was removed. Find out whose it is, then run the command again.',
    },
  );
}

function cameTo<Part extends { readonly name: string }>(
  what: string,
  planned: readonly Part[],
  now: readonly Part[],
  identity: (part: Part) => string,
): string[] {
  const known = new Set(planned.map(identity));
  return now.filter((part) => !known.has(identity(part))).map(({ name }) => `${what} ${name}`);
}
