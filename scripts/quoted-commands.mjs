// A command that is printed is copied into a shell: every word of it that is not ours is quoted by the one function that does.

const COMMANDS = [
  String.raw`docker (?:rm|exec|restart|start|stop|pull|compose|network|volume|image|context)`,
  String.raw`git (?:-C|--git-dir|worktree|rm|checkout|clone|config)`,
  String.raw`ktrdr (?:sandbox|local-prod) \w+ --name`,
  'mv|rm|cd|mkdir|chown|chmod|umount|export|cp',
];
// As it is printed: behind a blank, a sign or nothing, and with no end of a sentence between it and the word in question.
const COMMAND = new RegExp(String.raw`(?:^|[\s(:\`'"])(?:${COMMANDS.join('|')})(?: [^;:!?)]*)?[ =]$`);
/** Also where the command itself is put in, or the option stands alone; what a child is given is one word, `--name=…`. */
const OPTION = /^--[a-z][a-z-]* $|\s--[a-z][a-z-]*[ =]$/;

/** Constants, numbers, our own words and the names of our own commands, and what is quoted already. */
const SAFE = /quoteArgument\b|^(?:.+\.)?(?:command|kind|verb|does|count)$|^[A-Z][A-Z_]+(?:\.join\(' '\))?$/;

/** @type {import('eslint').Rule.RuleModule} */
export const quotedCommands = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { quote: 'Quote what is put into a printed command: quoteArgument({{ text }})' },
  },
  create({ sourceCode, report }) {
    return {
      TemplateLiteral({ quasis, expressions }) {
        let before = '';
        for (const [index, expression] of expressions.entries()) {
          before += quasis[index].value.cooked;
          const text = sourceCode.getText(expression);
          if ((COMMAND.test(before) || OPTION.test(before)) && !SAFE.test(text))
            report({ node: expression, messageId: 'quote', data: { text } });
          before += 'x';
        }
      },
    };
  },
};
