import { CodedError } from '@ktrdr/errors';
import type { Failure } from './failure-report.ts';

/** The stack was started but is not ready: `GATE_FAILED`, with what is wrong, service by service. */
export class GateFailedError extends CodedError {
  readonly failures: readonly Failure[];

  constructor(message: string, options: { readonly hint: string; readonly failures: readonly Failure[] }) {
    super(message, { code: 'GATE_FAILED', hint: options.hint });
    this.failures = options.failures;
  }
}
