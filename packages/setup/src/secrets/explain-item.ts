import type { Style } from '@ktrdr/terminal';
import { itemCreateCommand, ktrdrSecrets } from '@ktrdr/secrets';

/** What the 1Password item is for, what it holds, and the command that creates it with placeholders for its values. */
export function explainItem(item: string, style: Style): string[] {
  return [
    style.bold(`1Password item ${item}`),
    'Every start reads the secrets of local-prod from it. It has four fields:',
    ...ktrdrSecrets.map(({ label }) => `  ${label.padEnd(17)}  ${EXPLAINED[label]}`),
    'Create it in the 1Password app, as a secure note with fields of type',
    'password; or with this command, your own values in place of what is in < >',
    '(a space before it keeps it out of the history of most shells):',
    '',
    // One line, without indentation: a terminal wraps it, and copies it whole.
    ` ${itemCreateCommand({ item }, ktrdrSecrets)}`,
  ];
}

const EXPLAINED: Readonly<Record<(typeof ktrdrSecrets)[number]['label'], string>> = {
  db_password: 'of the database; choose one',
  jwt_secret: '32 characters or more: openssl rand -hex 32',
  anthropic_api_key: 'from console.anthropic.com',
  grafana_password: 'of the user admin in Grafana; choose one',
};
