import { secretsInContent } from './secrets-in-content.ts';

/** The secrets in the text of a file that is one: the whole of it, but for the end of its last line, and those in it. */
export async function secretsInFile(text: string): Promise<string[]> {
  return [text.replace(/\r?\n$/, ''), ...(await secretsInContent(text))];
}
