/**
 * The Engine's words where it cannot have an image for the processor that is wanted: with its own store of images (26.1 and 28), with containerd's, and of an image
 * that it has.
 */
const OTHER_PROCESSOR =
  /no matching manifest for|no match for platform in manifest|was found but (?:its platform|does not (?:match|provide) the specified platform)/i;

/** Whether a tool says that an image is there for other processors only. */
export function saysOtherProcessor(output: string): boolean {
  return OTHER_PROCESSOR.test(output);
}
