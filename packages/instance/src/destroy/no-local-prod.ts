import { CodedError } from '@ktrdr/errors';

/** @throws CodedError `NO_LOCAL_PROD` */
export function noLocalProd(): CodedError {
  return new CodedError('No local-prod instance exists', {
    code: 'NO_LOCAL_PROD',
    hint: 'There is nothing to destroy. To make one, go into a clone of KTRDR and run: ktrdr local-prod init',
  });
}
