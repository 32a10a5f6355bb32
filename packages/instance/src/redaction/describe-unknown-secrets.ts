/**
 * What is said where all that is known is taken out of what containers wrote, and that is not all.
 *
 * @param containers of `ContainerSecrets.unknown`
 * @param where they may stand: `in a log`
 */
export function describeUnknownSecrets(containers: readonly string[], where: string): string {
  return `It is unknown which secrets ${containers.join(', ')} has as files: if they appear ${where}, they are shown.`;
}
