import { StringDecoder } from 'node:string_decoder';
import { hasCode } from '@ktrdr/errors';
import { createRedactor } from '@ktrdr/secrets';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { describeUnknownSecrets } from '../redaction/describe-unknown-secrets.ts';
import { instanceSecrets } from '../redaction/instance-secrets.ts';
import { type ExecOptions, runningContainer } from './exec-in-service.ts';

/** What runs, and how much of it is wanted. */
export interface CaptureOptions extends Omit<ExecOptions, 'terminal'> {
  /** Milliseconds until it is not waited for any more; it goes on in the container. */
  readonly timeoutMs: number;
  /** Of each of its two outputs, the last so many characters are kept. */
  readonly most: number;
}

/** What a command in a container wrote, without the secrets that the containers were given. */
export interface CapturedOutput {
  /** Null where it did not end in its time. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether it wrote more, of which this is the end. */
  readonly truncated: boolean;
}

/**
 * Runs a command in a running container of the instance, without a terminal and with nothing on its standard input. One that does not end in its
 * time, or is interrupted, goes on in the container.
 *
 * @throws CodedError of `execInService`; the reason of the signal
 */
export async function captureInService(
  context: Context,
  instance: Instance,
  { service, command, timeoutMs, most, signal }: CaptureOptions,
): Promise<CapturedOutput> {
  const { running, containers } = await runningContainer(context, instance, service);
  const { values, unknown } = await instanceSecrets(context, instance, containers);
  if (unknown.length > 0) context.report({ type: 'warning', text: describeUnknownSecrets(unknown, 'in its output') });
  const redactor = createRedactor(values);
  const outputs = { stdout: endOf(redactor.stream(), most), stderr: endOf(redactor.stream(), most) };
  const exitCode = await context.docker
    .exec(running.id, command, { timeoutMs, signal, onOutput: (stream, bytes) => outputs[stream].take(bytes) })
    .then(
      (result) => result.exitCode,
      (error: unknown) => {
        signal.throwIfAborted();
        if (hasCode(error, 'DOCKER_TIMEOUT')) return null;
        throw error;
      },
    );
  const [stdout, stderr] = [outputs.stdout.end(), outputs.stderr.end()];
  return {
    exitCode,
    stdout: stdout.text,
    stderr: stderr.text,
    truncated: stdout.isCut || stderr.isCut,
  };
}

/** Keeps the end of what is written. Secrets go first: a part of one would not be known again. */
function endOf(
  redacting: { push(text: string): string; end(): string },
  most: number,
): { take(bytes: Uint8Array): void; end(): { readonly text: string; readonly isCut: boolean } } {
  const decoder = new StringDecoder('utf8');
  let kept = '';
  let isCut = false;
  const keep = (text: string): void => {
    kept += text;
    if (kept.length <= most) return;
    kept = kept.slice(-most);
    isCut = true;
  };
  return {
    take: (bytes) => keep(redacting.push(decoder.write(Buffer.from(bytes)))),
    end() {
      keep(redacting.push(decoder.end()) + redacting.end());
      return { text: kept, isCut };
    },
  };
}
