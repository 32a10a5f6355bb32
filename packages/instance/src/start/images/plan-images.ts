import type { ComposeBuild, ComposeConfig, ComposeService } from '@ktrdr/compose-runner';
import { groupBy } from './group-by.ts';
import { ownReference, parseReference, repositoryOf, sameImage } from './image-reference.ts';

/** The images of a Compose file, as an instance has them. */
export interface ImagePlan {
  readonly builds: readonly ImageBuild[];
  readonly named: readonly NamedImage[];
}

/** An image that the instance builds for itself, once for all services that are built alike. */
export interface ImageBuild {
  /** The instance's own tag. */
  readonly reference: string;
  /** What the file calls it, where it does: the same for every instance. */
  readonly named: string | undefined;
  /** Those that Compose is asked to build. One, but where builds refer to several services by their names. */
  readonly builders: readonly string[];
  /** All that run it. */
  readonly services: readonly string[];
  readonly build: ComposeBuild;
  /** What is built, in one text: two that are the same build the same. */
  readonly definition: string;
  /** Whether the file asks for a build at every start (`pull_policy: build`). */
  readonly always: boolean;
}

/** An image that the file names and does not build. */
export interface NamedImage {
  readonly image: string;
  /** Those that run it. */
  readonly services: readonly string[];
  /** Such as `linux/amd64`, where the file says so. */
  readonly platform: string | undefined;
  /** Whether it may be pulled (`pull_policy: never` forbids it). */
  readonly pulled: boolean;
}

interface Member {
  readonly name: string;
  readonly service: ComposeService;
}

interface Builder extends Member {
  readonly build: ComposeBuild;
}

/**
 * Which images an instance builds, under which names, and which ones it needs besides. A name in the file is the same for every
 * instance, so that what is built gets a tag of the instance's own in its place, also for services that only use it.
 */
export function planImages({ services }: ComposeConfig, instanceId: string): ImagePlan {
  const members = Object.entries(services)
    .map(([name, service]) => ({ name, service }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const builders = members.flatMap((member) => {
    const { build } = member.service;
    return build === undefined || build === null ? [] : [{ ...member, build }];
  });
  const others = members.filter(({ service }) => (service.build ?? undefined) === undefined);
  const referred = new Set(builders.flatMap(({ build }) => servicesIn(build)));
  const taken = new Set<string>();
  const builds: ImageBuild[] = [];
  const left = new Set(others);
  for (const [definition, alike] of groupBy(builders, definitionOf)) {
    const [first] = alike;
    if (first === undefined) continue;
    const repository = freeRepository(first, taken);
    taken.add(repository);
    const users = [...left].filter(({ service }) => alike.some((one) => namesSame(one.service, service)));
    for (const user of users) left.delete(user);
    builds.push({
      reference: ownReference(repository, instanceId),
      named: first.service.image,
      builders: buildersOf(alike, referred),
      services: [...alike, ...users].map(({ name }) => name),
      build: first.build,
      definition,
      always: alike.some(({ service }) => service.pull_policy === 'build'),
    });
  }
  return { builds, named: namedImages([...left]) };
}

function namesSame({ image: one }: ComposeService, { image: other }: ComposeService): boolean {
  return one !== undefined && other !== undefined && sameImage(one, other);
}

/** Everything that decides what is built. Other tags and where layers may come from do not. */
function definitionOf({ build, service: { platform } }: Builder): string {
  return JSON.stringify({ ...build, tags: undefined, cache_from: undefined, cache_to: undefined, platform });
}

/** The repository that the file names, so that people know the image again; another where two builds share the name. */
function freeRepository({ name, service: { image } }: Builder, taken: ReadonlySet<string>): string {
  const repository = image === undefined ? repositoryOf(name) : parseReference(image).repository;
  return taken.has(repository) ? `${repository}-${repositoryOf(name)}` : repository;
}

/** A service that another build refers to must go on being built. */
function buildersOf(alike: readonly Builder[], referred: ReadonlySet<string>): string[] {
  const names = alike.map(({ name }) => name);
  const needed = names.filter((name) => referred.has(name));
  return needed.length > 0 ? needed : names.slice(0, 1);
}

/** Source: https://docs.docker.com/reference/compose-file/build/#additional_contexts */
function servicesIn({ additional_contexts: contexts }: ComposeBuild): string[] {
  return Object.values(contexts ?? {}).flatMap((context) => /^service:(.+)$/.exec(context)?.[1] ?? []);
}

function namedImages(members: readonly Member[]): NamedImage[] {
  const named = members.flatMap(({ name, service }) => {
    const { image, platform, pull_policy: policy } = service;
    return image === undefined ? [] : [{ name, image, platform, pulled: policy !== 'never' }];
  });
  return [...groupBy(named, ({ image, platform }) => `${image}\0${platform ?? ''}`).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const { image, platform } = first;
    return [{ image, platform, services: alike.map(({ name }) => name), pulled: alike.every(({ pulled }) => pulled) }];
  });
}
