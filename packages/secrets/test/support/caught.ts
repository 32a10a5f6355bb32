import { isSecretsUnavailable, type SecretsUnavailableError } from '../../src/index.ts';

/** The error with which `work` ends, which has to be about secrets. */
export async function caught(work: Promise<unknown>): Promise<SecretsUnavailableError> {
  const outcome = await work.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
  if (isSecretsUnavailable(outcome)) return outcome;
  throw outcome;
}
