import { CodedError } from '@ktrdr/errors';

/** @throws CodedError `NO_LOCAL_PROD` */
export function noLocalProd(what = 'There is nothing to destroy.'): CodedError {
  return new CodedError('No local-prod instance exists', {
    code: 'NO_LOCAL_PROD',
    hint: `${what} To create one, change to a clone of KTRDR and run: ktrdr local-prod init`,
  });
}
