import { markdownTable } from '@ktrdr/test-support';
import { ERROR_CODES, ERROR_CURES, type ErrorCode } from '../../src/index.ts';

const EXITS: Readonly<Record<string, string>> = {
  0: 'done; also when Ctrl-C ends `logs -f`',
  1: 'refused, failed or misused',
  2: 'not ready; for `init`, the wrong kind of directory',
  3: 'a port is taken',
  4: 'secrets are not available',
  5: 'the registry cannot be read',
  127: '`run` did not find the command on this machine, as in a shell',
  130: 'interrupted; the message names what was made all the same',
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

Commands report errors as text on standard error. With \`--json\`, an error is also a document on standard output,
\`{"schemaVersion","error":{"code","message","hint","docs"}}\`; the libraries throw it as a \`CodedError\` with the same \`code\`. The messages are for people and may change;
programs should use the code. The \`hint\` says what to do next in the specific case; \`docs\` is the address of the code on this page, which gives general advice.
The last line of an error message shows this address. Problems of an instance have [their own codes](cause-codes.md). On this page, \`~/.ktrdr\`
stands for \`KTRDR_HOME\`.

## Exit codes of \`ktrdr\` and \`ktrdr-setup\`

${formatExitCodes()}

Ctrl-C ends a command with 130, except \`logs -f\`. \`doctor\` and \`ktrdr-setup --check-only\` end with 1 if
they find a problem, and \`status --check\` with 2; this is not an error.

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
  return markdownTable(['exit code', 'meaning'], Object.entries(EXITS));
}
