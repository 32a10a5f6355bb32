import type { LogOwner, LogRecord } from '@ktrdr/instance';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { textWidth } from './text-width.ts';

export interface LogFormatOptions {
  readonly style: Style;
  /** Whether each line has its time. */
  readonly timestamps: boolean;
  /** Whether each line names its instance. */
  readonly instances: boolean;
}

/** Writes lines of logs for people. */
export interface LogFormat {
  /** Told whose lines are to be expected: their names are as wide as the widest, and their colours those of this order. */
  readonly expect: (owners: readonly LogOwner[]) => void;
  readonly line: (line: LogRecord) => string;
}

/** Those that `docker compose logs` gives to services, one after the other. */
const COLORS = [
  'cyan',
  'yellow',
  'green',
  'magenta',
  'blue',
  'cyanBright',
  'yellowBright',
  'greenBright',
  'magentaBright',
  'blueBright',
] as const;

/** `backend-1  | message`, with a colour for each service. */
export function createLogFormat({ style, timestamps, instances }: LogFormatOptions): LogFormat {
  const colors = new Map<string, (text: string) => string>();
  const prefixes = new Map<string, string>();
  let width = 0;
  const of = ({ instance }: LogOwner, what: string): string => (instances ? `${instance}/${what}` : what);
  const meet = (owner: LogOwner): void => {
    const service = of(owner, owner.service);
    const next = style[COLORS[colors.size % COLORS.length] ?? 'cyan'];
    colors.set(service, colors.get(service) ?? next);
    width = Math.max(width, textWidth(of(owner, owner.container)));
    // Those that are as wide as the widest so far.
    prefixes.clear();
  };
  const prefixOf = (owner: LogOwner): string => {
    const name = of(owner, owner.container);
    const known = prefixes.get(name);
    if (known !== undefined) return known;
    meet(owner);
    const color = colors.get(of(owner, owner.service)) ?? style.cyan;
    const prefix = color(`${name}${' '.repeat(width - textWidth(name))}  |`);
    prefixes.set(name, prefix);
    return prefix;
  };
  return {
    expect: (owners) => {
      for (const owner of owners.toSorted((one, other) =>
        of(one, one.container) < of(other, other.container) ? -1 : 1,
      ))
        meet(owner);
    },
    line: ({ time, message, ...owner }) =>
      `${prefixOf(owner)} ${timestamps ? `${time} ` : ''}${printable(message, { colors: style.isColorSupported })}`,
  };
}
