import * as z from 'zod';

const ranges = z.record(z.string(), z.string()).default({});

/** What a published manifest must say, and what it may. */
const manifestSchema = z.strictObject({
  name: z.string().startsWith('@ktrdr/'),
  version: z.string(),
  description: z.string(),
  keywords: z.array(z.string()).min(1),
  homepage: z.url(),
  bugs: z.strictObject({ url: z.url() }),
  repository: z.strictObject({
    type: z.literal('git'),
    url: z.string().startsWith('git+https:'),
    directory: z.string(),
  }),
  license: z.literal('MIT'),
  type: z.literal('module'),
  engines: z.strictObject({ node: z.string() }),
  sideEffects: z.literal(false).optional(),
  bin: z.record(z.string(), z.string()).optional(),
  files: z.array(z.string()),
  exports: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  publishConfig: z.strictObject({ access: z.literal('public') }),
  dependencies: ranges,
  peerDependencies: ranges,
  optionalDependencies: ranges,
});

export type PublishedManifest = z.infer<typeof manifestSchema>;

export interface CheckedManifest {
  /** Undefined where it is not what a manifest must be. */
  readonly manifest?: PublishedManifest;
  readonly problems: readonly string[];
}

/** Reads the manifest of a packed package, and says what is wrong with it. */
export function checkManifest(text: string): CheckedManifest {
  const { data, error } = manifestSchema.safeParse(JSON.parse(text));
  if (data === undefined) return { problems: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
  return { manifest: data, problems: [...checkRanges(data), ...checkEntries(data)] };
}

function checkRanges({ bin, dependencies, peerDependencies, optionalDependencies }: PublishedManifest): string[] {
  const all = Object.entries({ ...dependencies, ...peerDependencies, ...optionalDependencies });
  if (bin !== undefined) return all.map(([name]) => `${name}: a command is a bundle, and depends on nothing`);
  return all.flatMap(([name, range]) => (/^[\d^~]/.test(range) ? [] : [`${name}: ${range} means nothing to others`]));
}

function checkEntries({ bin, exports, sideEffects }: PublishedManifest): string[] {
  if (bin !== undefined) return [];
  return [
    ...(sideEffects === undefined ? ['sideEffects: a library has none'] : []),
    ...(exports === undefined ? ['exports: a library has some'] : []),
    ...(JSON.stringify(exports ?? {}).includes('@ktrdr/source') ? ['exports: the sources are not published'] : []),
  ];
}
