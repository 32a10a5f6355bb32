import { HELP_WIDTH } from '@ktrdr/terminal/help-width';
import type { Command } from 'commander';
import { createProgram, type ProgramOptions } from './program.ts';

/** What stands behind the program's name -> the help of that command: `''`, `sandbox`, `sandbox list`. */
export type HelpTexts = Readonly<Record<string, string>>;

/** The help of every command, as commander prints it where nobody has a narrow terminal. It is written beside the code when that is built. */
export function helpTexts(options: Pick<ProgramOptions, 'process' | 'version'>): HelpTexts {
  const texts: Record<string, string> = {};
  const add = (command: Command, words: readonly string[]): void => {
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => HELP_WIDTH });
    command.outputHelp();
    texts[words.join(' ')] = text;
    for (const one of command.commands) add(one, [...words, one.name()]);
  };
  add(createProgram({ ...options, onDone: () => {} }), []);
  return texts;
}
