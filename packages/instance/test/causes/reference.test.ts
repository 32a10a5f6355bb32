import { expect, test } from '@jest/globals';
import { markdownTable, upToDate } from '@ktrdr/test-support';
import { CAUSE_CODES } from '../../src/index.ts';

const file = new URL('../../../../docs/reference/cause-codes.md', import.meta.url);

const KINDS = {
  root: 'stands by itself, and other things may follow from it',
  symptom: 'may follow from something else, of the same service or of one that it needs',
  remark: 'stands by itself, and nothing follows from it',
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

[\`ktrdr why --json\`](commands.md#why) gives each cause a code, in its [document](json-documents.md#why); [Why](../why.md) tells how they are found and told apart. The words are for people and may change; a program goes by the code. What is higher up in this
table is shown first, and is the likelier cause of what is below it.

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
