import { isSecretKey } from '../redaction/is-secret-key.ts';
import { isSecretName } from '../redaction/is-secret-name.ts';

const MARK = '[redacted]';
const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)=(.+)$/s;

/**
 * A value that is made JSON, without secrets: those that are known, wherever they stand, and whatever has the name of one, in an object or as a variable
 * (`NAME=value`), however short it is.
 */
export function redactValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redactText(value, redact);
  if (Array.isArray(value)) return value.map((one) => redactValue(one, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      redact(key),
      typeof one === 'string' && one !== '' && isSecretKey(key) ? MARK : redactValue(one, redact),
    ]),
  );
}

function redactText(text: string, redact: (text: string) => string): string {
  const [, name, value] = VARIABLE.exec(text) ?? [];
  return name !== undefined && value !== undefined && isSecretName(name) ? `${name}=${MARK}` : redact(text);
}
