import { howToName, type SecretsSource } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';
import type { ItemCheck } from './check-item.ts';

/** What came of looking at the secrets: the names of their fields, never their values; or why not, and what mends it. */
export function formatItemCheck(
  { name, address }: SecretsSource,
  check: ItemCheck,
  { style, context }: Pick<Session, 'style' | 'context'>,
): string[] {
  if (check.readable) {
    const { fields, lacking } = check;
    return [
      `  ${style.green('✓')} ${address === undefined ? `${name} prints` : `op can read ${address.item}`}: ${fields.join(', ') || 'none of these fields'}`,
      ...(lacking.length === 0
        ? []
        : [
            style.dim(
              `      There is no ${lacking.join(', ')}, which you need if the clone's Compose file reads ${lacking.length === 1 ? 'it' : 'them'}.`,
            ),
          ]),
    ];
  }
  const { message, hint, detail, reason } = check.error;
  return [
    `  ${style.yellow('!')} ${address === undefined ? '' : `op cannot read ${address.item}: `}${message}`,
    // How to install op stands with the prerequisites.
    ...(address !== undefined && reason === 'not-installed'
      ? []
      : [detail, hint, howToName(check.error, context.command)]
    ).flatMap((text) => (text === undefined ? [] : text.split('\n').map((line) => style.dim(`      ${line}`)))),
  ];
}
