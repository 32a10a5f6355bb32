import { quoteArgument } from '@ktrdr/errors';
import type { ListedInstance } from '@ktrdr/instance';
import { formatAge } from './format-age.ts';
import { formatState } from './format-state.ts';
import { formatTable } from './format-table.ts';
import type { Style } from './style.ts';

export interface ListOptions {
  readonly style: Style;
  readonly now: Date;
  /** Whether only some of the machine's instances may be looked at. @default false */
  readonly isConfined?: boolean;
}

const NONE = 'There are no instances on this machine. To create a sandbox: ktrdr sandbox create <name>';
const NONE_ALLOWED = 'There are no instances on this machine that KTRDR_CONFINE allows.';

/** All instances as a person reads them: a line each. */
export function formatList(
  instances: readonly ListedInstance[],
  { style, now, isConfined = false }: ListOptions,
): string[] {
  if (instances.length === 0) return [isConfined ? NONE_ALLOWED : NONE];
  const marked = instances.some(({ git }) => git !== undefined);
  const head = ['ID', 'SLOT', 'STATE', 'PORTS', 'BRANCH', ...(marked ? ['GIT'] : []), 'AGE', 'PATH'];
  const rows = instances.map((instance) => [
    instance.id,
    String(instance.slot),
    instance.state,
    ports(instance),
    instance.branch ?? '-',
    ...(marked ? [marks(instance.git)] : []),
    formatAge(instance.createdAt, now),
    instance.path,
  ]);
  const [title = '', ...lines] = formatTable([head, ...rows]);
  return [
    style.dim(title),
    ...lines.map((line, index) => colored(line, instances[index], style)),
    ...adviceOn(instances).map((line) => style.red(line)),
  ];
}

/** What to do about those that are not as they should be. */
function adviceOn(instances: readonly ListedInstance[]): string[] {
  const partial = instances.filter(({ state }) => state === 'partial');
  const isAnyMissing = instances.some(({ state }) => state === 'missing');
  const moved = instances.flatMap(({ id, movedTo }) =>
    movedTo === undefined ? [] : [`${id} was moved to ${movedTo}`],
  );
  return [
    ...(partial.length === 0 && !isAnyMissing ? [] : ['']),
    ...partial.map(({ id }) => `Not all of ${id} is running well. To see why: ktrdr why ${quoteArgument(id)}`),
    ...moved,
    ...(isAnyMissing ? ['A directory is not where it was registered. To see what to do: ktrdr doctor'] : []),
  ];
}

function ports({ ports: { api, db } }: ListedInstance): string {
  return api === undefined ? '-' : `api ${api}, db ${db}`;
}

/** `dirty`, `2 unpushed`, both, or `clean`; what git does not tell is `?`. */
function marks(git: ListedInstance['git']): string {
  if (git === undefined || git === null) return '-';
  const found = [
    ...(git.dirty === true ? ['dirty'] : []),
    ...(git.unpushed === null || git.unpushed === 0 ? [] : [`${git.unpushed} unpushed`]),
    ...(git.dirty === null || git.unpushed === null ? ['?'] : []),
  ];
  return found.join(', ') || 'clean';
}

/** The state is the third cell; neither id nor slot has a space. */
function colored(line: string, instance: ListedInstance | undefined, style: Style): string {
  if (instance === undefined) return line;
  return line.replace(/^(\S+ +\d+ +)(\S+)/, (_, before: string) => `${before}${formatState(instance.state, style)}`);
}
