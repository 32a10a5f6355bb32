import { CodedError } from '@ktrdr/errors';
import type { Session } from '@ktrdr/terminal';

/** Refuses `--json` where standard output is another program's. @throws CodedError `USAGE` */
export function assertWithoutJson({ json }: Session, what: string, hint: string): void {
  if (json) throw new CodedError(`${what} has no JSON output`, { code: 'USAGE', hint });
}
