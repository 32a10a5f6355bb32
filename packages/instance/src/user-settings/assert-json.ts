import { CodedError, quoteArgument } from '@ktrdr/errors';
import { type JsonFault, jsonFault } from './json-fault.ts';

const FAULTS: Readonly<Record<JsonFault['kind'], string>> = {
  comment: 'JSON does not allow comments. Remove it',
  'trailing-comma': 'JSON does not allow a comma after the last item. Remove it',
  twice: 'the key appears twice. Remove one of them',
  'single-quotes': 'JSON strings need double quotes. Write "',
  end: 'the text ends before its last } . Add what is missing',
  other: 'this is not valid JSON here. Correct it',
};

/** Refuses a file of settings that is not JSON, with the place. @throws CodedError `SETTINGS_INVALID` */
export function assertJson(file: string, text: string): void {
  const fault = jsonFault(text);
  if (fault !== undefined) throw notJson(file, fault);
}

function notJson(file: string, { line, column, kind, near }: JsonFault): CodedError {
  const what = near === '' || kind === 'end' ? '' : ` (${near})`;
  return new CodedError(`${file}, line ${line}, column ${column}: not JSON${what}`, {
    code: 'SETTINGS_INVALID',
    hint: `${capital(FAULTS[kind])}, then run the command again; nothing was changed. To open it: "\${EDITOR:-vi}" ${quoteArgument(file)}`,
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
