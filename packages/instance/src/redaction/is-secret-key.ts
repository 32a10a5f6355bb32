import { isSecretName } from './is-secret-name.ts';

const HUMP = /(?<=[a-z\d])(?=[A-Z])/g;

/** Whether what stands behind a key of a file of settings is a secret, by the key: as variables, and `client-secret`, `db.password` and `apiKey`. */
export function isSecretKey(key: string): boolean {
  return isSecretName(key.replaceAll(/[.-]/g, '_').replaceAll(HUMP, '_'));
}
