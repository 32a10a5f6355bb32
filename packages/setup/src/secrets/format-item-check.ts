import type { Style } from '@ktrdr/terminal';
import type { ItemCheck } from './check-item.ts';

/** What came of looking at the item: the names of its fields, never their values; or why not, and what mends it. */
export function formatItemCheck(item: string, check: ItemCheck, style: Style): string[] {
  if (check.readable) {
    const { fields, lacking } = check;
    return [
      `  ${style.green('✓')} op can read ${item}: ${fields.join(', ') || 'none of these fields'}`,
      ...(lacking.length === 0
        ? []
        : [
            style.dim(
              `      It has no ${lacking.join(', ')}: needed if the Compose file of the clone reads ${lacking.length === 1 ? 'it' : 'them'}.`,
            ),
          ]),
    ];
  }
  const { message, hint, detail, reason } = check.error;
  // How to install it stands with the prerequisites.
  if (reason === 'not-installed') return [`  ${style.yellow('!')} op cannot read ${item}: ${message}`];
  return [
    `  ${style.yellow('!')} op cannot read ${item}: ${message}`,
    ...[detail, hint].flatMap((text) =>
      text === undefined ? [] : text.split('\n').map((line) => style.dim(`      ${line}`)),
    ),
  ];
}
