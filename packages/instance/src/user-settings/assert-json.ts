import { CodedError, quoteArgument } from '@ktrdr/errors';
import { type JsonFault, jsonFault } from './json-fault.ts';

const FAULTS: Readonly<Record<JsonFault['kind'], string>> = {
  comment: 'there are no comments in JSON. Remove it',
  'trailing-comma': 'there is no comma behind the last one in JSON. Remove it',
  twice: 'the key is there twice, and only one can count. Remove one of them',
  'single-quotes': 'texts stand in double quotes in JSON. Write "',
  end: 'the text ends before its last } . Write what is missing',
  other: 'this is not what JSON has here. Correct it',
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
