import { markdownTable } from '@ktrdr/test-support';
import { ERROR_CODES, ERROR_CURES, type ErrorCode } from '../../src/index.ts';

const EXITS: Readonly<Record<string, string>> = {
  0: 'done; also `logs -f` that was ended with Ctrl-C',
  1: 'refused, failed or misused',
  2: 'not ready; for `init`, the directory is not what it must be',
  3: 'a port is taken',
  4: 'secrets are not available',
  5: 'the registry cannot be read',
  127: 'what `run` is to run is not on this machine, as shells have it',
  130: 'interrupted; what was made all the same is named',
};

/** docs/reference/error-codes.md: what the list of error codes says, for people. */
export function formatReference(): string {
  const cures: Readonly<Record<string, string>> = ERROR_CURES satisfies Readonly<Record<ErrorCode, string>>;
  const entries = Object.entries(ERROR_CODES).flatMap(([exit, codes]) =>
    Object.entries(codes).map(([code, when]) => ({ code, exit, when })),
  );
  const sections = entries
    .toSorted((one, other) => one.code.localeCompare(other.code))
    .map(
      ({ code, exit, when }) =>
        `### \`${code}\`\n\n${when} Exit code ${exit}.\n\n**What to do:** ${linked(cures[code] ?? '')}`,
    );
  return `# Error codes

<!-- Generated from packages/errors/src/error-codes.ts and error-cures.ts by \`npm run reference\`. -->

What goes wrong is told as text on standard error. With \`--json\` it is a document on standard output as well,
\`{"schemaVersion","error":{"code","message","hint","docs"}}\`; the libraries throw it as a \`CodedError\` with the same \`code\`. The words are for people and may change;
a program goes by the code. What to do next is the \`hint\`, which knows the case; \`docs\` leads to the code on this page, which says what may be done in general;
a person is shown its address as the last line. What is wrong with an instance has [codes of its own](cause-codes.md). A \`~/.ktrdr\`
stands for \`KTRDR_HOME\`.

## Exit codes of \`ktrdr\` and \`ktrdr-setup\`

${formatExitCodes()}

Ctrl-C ends a command with 130, but for \`logs -f\`. \`doctor\` and \`ktrdr-setup --check-only\` end with 1 when
they find a problem, and \`status --check\` with 2; that is no error.

## Codes

${sections.join('\n\n')}
`;
}

/** With each command of ours as a link to where its flags are. */
function linked(text: string): string {
  return text.replaceAll(
    /`ktrdr ((?:(?:local-prod(?: host)?|sandbox) )?(?!local-prod|sandbox|host)[a-z][a-z-]*)[^`]*`/g,
    (whole, words: string) => `[${whole}](commands.md#${words.replaceAll(' ', '-')})`,
  );
}

/** The exit codes, as a table. */
export function formatExitCodes(): string {
  return markdownTable(['exit code', 'means'], Object.entries(EXITS));
}
