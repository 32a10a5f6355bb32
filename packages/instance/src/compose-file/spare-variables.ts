import type { Environment } from '../core/environment.ts';
import { resolvedText } from './service-source.ts';
import { ktrdrLayout, portVariables, sparePortsOfSlot } from '@ktrdr/ports';
import type { ComposeSource, PortSource } from './compose-source.ts';

/** A variable of a Compose file that gets a spare port of the slot. */
export interface SpareVariable {
  readonly variable: string;
  /** A port, or a range: `5015`, `5015-5016`. */
  readonly value: string;
  /** The first service that publishes it. */
  readonly service: string;
}

export interface SpareVariablesOptions {
  readonly slot: number;
  /** Those that are on: services of others are not started, and need no port. */
  readonly profiles: readonly string[];
}

/** A published port, or range, as it is written: one variable, or one for each end. */
interface Wish {
  readonly service: string;
  readonly variables: readonly string[];
  readonly count: number;
}

/**
 * Gives the variables through which a file publishes ports of its own (`${NAME:-5010}:5010`) the slot's spare ports, in the
 * order of the services' names, so that two sandboxes never meet; workers that have a port in slot 0 alone count as such. What there is no spare port for keeps the file's default,
 * as a fixed number does. None in slot 0.
 */
export function spareVariables(
  { services }: Pick<ComposeSource, 'services'>,
  options: SpareVariablesOptions,
): SpareVariable[] {
  const spare = sparePortsOfSlot(ktrdrLayout, options.slot);
  const known = new Set(Object.keys(portVariables(ktrdrLayout, options.slot)));
  const enabled = Object.keys(services)
    .filter((name) => isEnabled(services[name]?.profiles ?? [], options.profiles))
    .toSorted();
  const wishes = enabled.flatMap((service) =>
    (services[service]?.ports ?? []).flatMap((port) => wishOf(service, publishedOf(port), known)),
  );
  const found: SpareVariable[] = [];
  for (const { service, variables, count } of wishes) {
    // One variable, one port: also where several services publish it, or one for both protocols.
    if (variables.some((variable) => found.some((one) => one.variable === variable))) continue;
    const [first, last] = ends(takeRun(spare, count));
    if (first === undefined || last === undefined) continue;
    found.push(
      ...(variables.length === 1 && first !== last
        ? [{ variable: variables[0] ?? '', value: `${first}-${last}`, service }]
        : variables.map((variable, index) => ({ variable, value: index === 0 ? first : last, service }))),
    );
  }
  return found;
}

/**
 * The variable through which a port is published.
 *
 * @param among.value the port that it must come to with `env`
 */
export function portVariable(
  port: PortSource,
  among: { readonly value: string; readonly env: Environment },
): string | undefined {
  const { published = '' } = publishedOf(port);
  return resolvedText(published, among.env) === among.value ? variableOf(published) : undefined;
}

function isEnabled(profiles: readonly string[], active: readonly string[]): boolean {
  return profiles.length === 0 || profiles.some((profile) => active.includes(profile));
}

/** Takes the first neighbouring ports out of the list; none where there are not as many. */
function takeRun(ports: number[], count: number): readonly number[] {
  const start = ports.findIndex((port, index) => ports[index + count - 1] === port + count - 1);
  return start < 0 ? [] : ports.splice(start, count);
}

function ends(ports: readonly number[]): readonly (string | undefined)[] {
  return [ports.at(0)?.toString(), ports.at(-1)?.toString()];
}

type Published = Exclude<PortSource, string>;

/** The host's and the container's side. Source: https://docs.docker.com/reference/compose-file/services/#ports */
function publishedOf(port: PortSource): Published {
  if (typeof port !== 'string') return port;
  const parts = splitOutside(port.replace(/\/[a-z]+$/, ''), ':');
  return { published: parts.at(-2), target: parts.at(-1) };
}

function wishOf(service: string, { published, target }: Published, known: ReadonlySet<string>): Wish[] {
  const variables = splitOutside(published ?? '', '-').map(variableOf);
  if (variables.length > 2 || !variables.every((name) => name !== undefined)) return [];
  if (variables.some((name) => known.has(name) || name.startsWith('COMPOSE_'))) return [];
  const [, from, to] = /^(\d+)-(\d+)$/.exec(target ?? '') ?? [];
  const count = from === undefined ? 1 : Number(to) - Number(from) + 1;
  return count < 1 ? [] : [{ service, variables: [...new Set(variables)], count }];
}

/**
 * The variable that a text is, and nothing beside it: `$NAME`, `${NAME}`, with a default (`:-`, `-`) or required (`:?`, `?`). Not
 * `${NAME:+…}`, whose value does not appear. Source: https://docs.docker.com/reference/compose-file/interpolation/
 */
function variableOf(text: string): string | undefined {
  const [, plain, braced] = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?[-?].*)?\})$/s.exec(text) ?? [];
  return plain ?? braced;
}

/** Splits at a character that is neither in a `${…}` nor in the brackets of an IPv6 address. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    if (character === separator && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
