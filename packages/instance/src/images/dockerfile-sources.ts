import { logicalLines } from './dockerfile-lines.ts';

/** What an image is built of, beside the Dockerfile itself. */
export interface DockerfileSources {
  /** Paths in the context, as `COPY` and `ADD` name them, perhaps with wildcards; relative to the context. */
  readonly paths: readonly string[];
  /** Images that stages start from, or that are copied from. */
  readonly images: readonly string[];
}

/**
 * What a Dockerfile takes from its context and from other images; undefined where that cannot be told by reading it, such as
 * a source that a variable or another machine decides.
 * Source: https://docs.docker.com/reference/dockerfile/
 *
 * @param args the build's own arguments, which win over the defaults of the file
 */
export function dockerfileSources(
  text: string,
  args: Readonly<Record<string, string | null>> = {},
): DockerfileSources | undefined {
  const paths: string[] = [];
  const images: string[] = [];
  const stages = new Set<string>();
  const variables = new Map<string, string>();
  let stageCount = 0;
  const lines = logicalLines(text);
  if (lines === undefined) return undefined;
  /** Whether an image's name was understood: that of a stage, by name or number, needs nothing. */
  const take = (image: string | undefined): boolean => {
    if (image === undefined) return false;
    const isStage = stages.has(image.toLowerCase()) || (/^\d+$/.test(image) && Number(image) < stageCount);
    if (!isStage && image !== 'scratch') images.push(image);
    return true;
  };

  for (const { instruction, rest } of lines) {
    if (instruction === 'ARG' && stageCount === 0) {
      for (const [, name = '', value] of rest.matchAll(/([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|\S*))?/g)) {
        const expanded = args[name] ?? (value === undefined ? undefined : expand(unquoted(value), variables));
        if (expanded !== undefined) variables.set(name, expanded);
      }
    } else if (instruction === 'FROM') {
      const [image = '', as, stage] = withoutFlags(rest).words;
      if (!take(expand(image, variables))) return undefined;
      stageCount += 1;
      if (as?.toLowerCase() === 'as' && stage !== undefined) stages.add(stage.toLowerCase());
    } else if (instruction === 'COPY' || instruction === 'ADD') {
      const { flags, words } = withoutFlags(rest);
      const from = flags['from'];
      if (from !== undefined) {
        if (!take(expand(from, new Map()))) return undefined;
        continue;
      }
      const sources = (jsonWords(rest) ?? words).slice(0, -1).filter((word) => !word.startsWith('<<'));
      if (sources.some((source) => !isPath(source))) return undefined;
      paths.push(...sources.map(unquoted));
    } else if (instruction === 'RUN') {
      for (const mount of withoutFlags(rest).mounts) {
        const options = new Map(mount.split(',').map((option) => splitOnce(option)));
        const from = options.get('from');
        const source = options.get('source') ?? options.get('src') ?? '.';
        if (from !== undefined) {
          if (!take(expand(from, new Map()))) return undefined;
        } else if ((options.get('type') ?? 'bind') === 'bind') {
          if (!isPath(source)) return undefined;
          paths.push(source);
        }
      }
    }
    // ONBUILD is for images that are built on this one.
  }
  return { paths: [...new Set(paths)], images: [...new Set(images)] };
}

/** A path in the context. Variables may have been set in many ways, and what is elsewhere is not for us to fetch. */
function isPath(source: string): boolean {
  return !/\$/.test(source) && !/^(?:\w+:\/\/|git@)/.test(source) && !/\.git(?:#|$)/.test(source);
}

interface Flags {
  readonly flags: Readonly<Record<string, string>>;
  /** Those of `--mount`, which may be given several times. */
  readonly mounts: readonly string[];
  readonly words: readonly string[];
}

function withoutFlags(rest: string): Flags {
  const words = rest.split(/\s+/).filter((word) => word !== '');
  const firstWord = words.findIndex((word) => !word.startsWith('--'));
  const leading = words
    .slice(0, firstWord === -1 ? words.length : firstWord)
    .map((flag) => splitOnce(flag.slice('--'.length)));
  return {
    flags: Object.fromEntries(leading),
    mounts: leading.flatMap(([name, value]) => (name === 'mount' ? [unquoted(value)] : [])),
    words: firstWord === -1 ? [] : words.slice(firstWord),
  };
}

function splitOnce(text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, ''] : [text.slice(0, equals), unquoted(text.slice(equals + 1))];
}

/** `COPY ["with blanks", "there"]` */
function jsonWords(rest: string): string[] | undefined {
  const list = /(?:^|\s)(\[.*\])\s*$/.exec(rest)?.[1];
  if (list === undefined) return undefined;
  try {
    const words: unknown = JSON.parse(list);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}

function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

/** Undefined where something of it is not known. */
function expand(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  let known = true;
  const expanded = text.replaceAll(
    /\$(?:\{([A-Za-z_]\w*)(?::([-+])([^}$]*))?\}|([A-Za-z_]\w*))/g,
    (
      _,
      braced: string | undefined,
      operator: string | undefined,
      word: string | undefined,
      plain: string | undefined,
    ) => {
      const value = variables.get(braced ?? plain ?? '') ?? '';
      if (operator === '-') return value === '' ? (word ?? '') : value;
      if (operator === '+') return value === '' ? '' : (word ?? '');
      known &&= value !== '';
      return value;
    },
  );
  return known && expanded !== '' && !expanded.includes('$') ? expanded : undefined;
}
