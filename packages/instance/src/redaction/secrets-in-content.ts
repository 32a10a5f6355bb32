import { isSecretKey } from './is-secret-key.ts';
import { secretsByPattern } from './secrets-by-pattern.ts';

const NAME = /[\w.-]+/g;
const LOGIN = /:\/\/.*@/;

/** The secrets in the text of a file of settings: values of names that stand for secrets, and passwords in addresses. */
export async function secretsInContent(text: string): Promise<string[]> {
  const seen = secretsByPattern(text);
  const mayHaveMore = LOGIN.test(text) || [...text.matchAll(NAME)].some(([name]) => isSecretKey(name));
  if (!mayHaveMore) return seen;
  const { secretsInYaml } = await import('./secrets-in-yaml.ts');
  return [...seen, ...secretsInYaml(text)];
}
