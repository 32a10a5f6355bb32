import type { ErrorCode } from './error-codes.ts';

const REFERENCE = 'https://github.com/kpiteira/ktrdr-environments/blob/main/docs/reference';

/** The address of the page that tells what each code of a cause means. */
export const CAUSE_DOCS = `${REFERENCE}/cause-codes.md`;

/** The address of the page that tells of a code: when such an error comes, and with which exit code it ends a command. */
export function docsOf(code: ErrorCode): string {
  return `${REFERENCE}/error-codes.md#${code.toLowerCase()}`;
}
