import { expect, test } from '@jest/globals';
import { markdownTable, upToDate } from '@ktrdr/test-support';
import { CAUSE_CODES } from '../../src/index.ts';

const file = new URL('../../../../docs/reference/cause-codes.md', import.meta.url);

const KINDS = {
  root: 'an original problem, from which others may follow',
  symptom: 'may follow from another problem of the same service, or of a service that it needs',
  remark: 'an original observation, from which nothing follows',
} as const;

/** docs/reference/cause-codes.md: what the list of causes says, for people. */
function formatReference(): string {
  const rows = Object.entries(CAUSE_CODES).map(([code, { kind, isWide, text }]) => [
    `\`${code}\``,
    kind,
    isWide ? 'yes' : '',
    text,
  ]);
  return `# Cause codes

<!-- Generated from packages/instance/src/causes/cause-codes.ts by \`npm run reference\`. -->

[\`ktrdr why --json\`](commands.md#why) gives each cause a code, in its [document](json-documents.md#why); [Why](../why.md) explains how causes are found and told from consequences. The messages are for people and may change; programs should use the code. Codes
higher up in this table are shown first, and are likelier to cause the codes below them.

${Object.entries(KINDS)
  .map(([kind, text]) => `- **${kind}**: ${text}`)
  .join('\n')}

${markdownTable(['code', 'kind', 'all services', 'what is wrong'], rows)}
`;
}

// With UPDATE_REFERENCE it writes the reference: `npm run reference`.
test('the reference of cause codes says what the list says', () => {
  expect(upToDate(file, formatReference())).toBe(formatReference());
});
