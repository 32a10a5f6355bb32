import { markdownTable } from '@ktrdr/test-support';
import { DOCUMENTS } from '../../src/documents/documents.ts';
import type { Argument, Command } from 'commander';
import { wordsOf } from './words-of.ts';

/** docs/reference/commands.md: every command, as its definition has it. */
export function formatCommands(program: Command): string {
  const commands = leaves(program);
  return `# Commands

<!-- Generated from the definitions in packages/cli/src by \`npm run reference\`. -->

\`ktrdr\` is also installed as \`ktrdr-env\`. \`ktrdr <command> --help\` prints the same information on the terminal, with examples. A command ends with one of the
[exit codes](error-codes.md#exit-codes-of-ktrdr-and-ktrdr-setup), and with \`--json\`, it prints one of the [documents](json-documents.md).

## Options of every command

${optionTable(program)}

${commands.map(formatCommand).join('\n\n')}
`;
}

/** The commands that do something: groups only hold others. */
export function leaves(command: Command): Command[] {
  const below = command.commands.filter((one) => one.name() !== 'help');
  return below.length === 0 ? [command] : below.flatMap(leaves);
}

function formatCommand(command: Command): string {
  const words = pathOf(command);
  const named = command.registeredArguments.map((one) => [`\`${nameOf(one)}\``, escaped(one.description)]);
  const alias = command.alias() === undefined ? '' : ` Also: \`ktrdr ${command.alias()}\`.`;
  return [
    `## ${words}`,
    '',
    `${escaped(command.description())}.${alias}${documentsOf(words)}`,
    '',
    ['```text', `ktrdr ${words} ${command.usage()}`.trim(), '```'].join('\n'),
    ...(named.length === 0 ? [] : ['', markdownTable(['argument', 'meaning'], named)]),
    ...(command.options.length === 0 ? [] : ['', optionTable(command)]),
  ].join('\n');
}

/** What it prints with `--json`. */
function documentsOf(words: string): string {
  const names = DOCUMENTS.filter(({ commands }) => commands.some((one) => wordsOf(one) === words));
  if (names.length === 0) return '';
  return ` With \`--json\`: ${names.map(({ name }) => `[${name}](json-documents.md#${name})`).join(', ')}.`;
}

function optionTable({ options }: Command): string {
  const rows = options.map(({ flags, description, defaultValue, defaultValueDescription, argChoices }) => [
    `\`${flags}\``,
    [
      escaped(description),
      ...(argChoices === undefined ? [] : [`One of ${argChoices.map((one) => `\`${one}\``).join(', ')}`]),
      ...defaultText(defaultValueDescription ?? defaultValue),
    ].join('. '),
  ]);
  return markdownTable(['option', 'meaning'], rows);
}

function defaultText(value: unknown): string[] {
  return typeof value === 'string' || typeof value === 'number' ? [`Default: ${value}`] : [];
}

/** Its words, without the program's name. */
export function pathOf(command: Command): string {
  return command.parent === null ? '' : `${pathOf(command.parent)} ${command.name()}`.trim();
}

function nameOf(argument: Argument): string {
  const text = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${text}>` : `[${text}]`;
}

/** As Markdown has it: `<name>` is no tag, and `|` ends no cell. */
function escaped(text: string): string {
  return text.replaceAll('<', '\\<').replaceAll('|', '\\|').replaceAll('*', '\\*');
}
