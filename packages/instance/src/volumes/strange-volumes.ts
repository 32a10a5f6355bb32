import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { WhoseVolumes } from './whose-volumes.ts';

const TRY_AGAIN =
  'An interrupted start may have created them, which can be told while they are empty; the Engine did not say whether they are. Run the command again, or see how long the Engine takes to answer: docker system df --verbose';

/**
 * Refuses volumes that carry the name of an instance's project and that nothing shows to be the instance's.
 *
 * @param ways what can be done besides removing them, a sentence with a command each
 * @param code `UNFIT_VOLUMES` where the instance cannot become ready with them, which is another exit code
 * @throws CodedError with that code
 */
export function assertNoneStrange(
  id: string,
  { strange, doubtful }: Pick<WhoseVolumes, 'strange' | 'doubtful'>,
  ways: readonly string[],
  code: 'STRANGE_VOLUMES' | 'UNFIT_VOLUMES' = 'STRANGE_VOLUMES',
): void {
  if (strange.length === 0) return;
  const names = strange.map(({ name }) => name);
  throw new CodedError(`Nothing shows that these volumes belong to this ${id}: ${names.join(', ')}`, {
    code,
    hint: [
      `Nothing was changed. They carry its name but may belong to another ${id}: of another registry (KTRDR_HOME), another user, or an earlier one.`,
      ...(doubtful.length === 0 ? [] : [TRY_AGAIN]),
      `To inspect them: docker volume inspect ${names.map(quoteArgument).join(' ')}`,
      ...ways,
      `To remove them and their data: docker volume rm ${names.map(quoteArgument).join(' ')}`,
    ].join('\n'),
  });
}
