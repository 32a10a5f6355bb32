import type { ImageMemory } from '../../images/image-memory.ts';
import type { ImageBuild } from './plan-images.ts';

/** What is known of an image that the instance builds. */
export interface BuiltImageFacts {
  readonly image: ImageBuild;
  /** The Engine's id of what stands under its name now; undefined where there is none. */
  readonly id: string | undefined;
  /** Of what it would be built of now; undefined where only a build can tell. */
  readonly fingerprint: string | undefined;
}

/** What is to be done about the images that an instance builds. */
export interface BuildDecision {
  /** Missing, or asked for: built, and said. */
  readonly build: readonly ImageBuild[];
  /** There, but perhaps of something else than now: the build cache knows. Nothing is said of those that were current. */
  readonly check: readonly ImageBuild[];
}

/** Which images are to be built, and which ones are perhaps not current. */
export function judgeImages(
  facts: readonly BuiltImageFacts[],
  { memory, build }: { readonly memory: ImageMemory; readonly build: boolean },
): BuildDecision {
  const isCurrent = ({ image, id, fingerprint }: BuiltImageFacts): boolean => {
    const remembered = memory[image.reference];
    return fingerprint !== undefined && remembered?.id === id && remembered?.fingerprint === fingerprint;
  };
  const [toBuild, others] = [
    facts.filter(({ id }) => build || id === undefined),
    facts.filter(({ id }) => !build && id !== undefined),
  ];
  return {
    build: toBuild.map(({ image }) => image),
    check: others.filter((one) => !isCurrent(one)).map(({ image }) => image),
  };
}
