import { createScanner, type Stretch } from './create-scanner.ts';
import { secretPatterns } from './secret-patterns.ts';

const MARK = '[redacted]';

/** Redacts a text that comes in chunks: what all calls return, joined, is what `redact` makes of the whole text. */
export interface RedactingStream {
  /** The next chunk; gives what can be shown by now. An end that may be the beginning of a secret is held back. */
  push(chunk: string): string;
  /** No more chunks; gives what was held back. */
  end(): string;
}

/** Takes secrets out of what is shown. */
export interface Redactor {
  /** The text with every secret in it replaced. */
  redact(text: string): string;
  /** For one source each; bytes are decoded before, so that no character is split. */
  stream(): RedactingStream;
}

/**
 * Replaces secrets in the output of tools by `[redacted]`: as they are, and as URLs, JSON, shells, YAML, Go, Python and
 * Compose write them, also two of these in one another; every line of a secret with several; base64. Occurrences that
 * overlap become one mark. Takes time in proportion to the text.
 *
 * Secrets, and lines of them, with fewer than four characters that are not white space are not looked for: that would
 * blank out ordinary text. Give it no well-known defaults.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const startScan = createScanner(secretPatterns(secrets));

  const stream = (): RedactingStream => {
    const scanner = startScan();
    let held = '';
    // How much of the text has been given out or replaced; `held` begins there.
    let done = 0;
    let found: Stretch[] = [];

    const release = (decided: number): string => {
      const origin = done;
      const ready = found.filter(({ start }) => start < decided).toSorted((one, other) => one.start - other.start);
      found = found.filter(({ start }) => start >= decided);
      const parts: string[] = [];
      for (const { start, end } of ready) {
        if (start >= done) parts.push(held.slice(done - origin, start - origin), MARK);
        done = Math.max(done, end);
      }
      if (decided > done) {
        parts.push(held.slice(done - origin, decided - origin));
        done = decided;
      }
      held = held.slice(done - origin);
      return parts.join('');
    };

    return {
      push(chunk) {
        held += chunk;
        found = [...found, ...scanner.scan(chunk)];
        return release(scanner.undecidedFrom());
      },
      end: () => release(done + held.length),
    };
  };

  return {
    redact(text) {
      const whole = stream();
      return whole.push(text) + whole.end();
    },
    stream,
  };
}
