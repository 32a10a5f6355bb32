import type { CheckoutFields, SecretsSource } from '@ktrdr/instance/internal';
import { itemCreateCommand, ktrdrSecrets } from '@ktrdr/secrets';
import { type Session, wrap } from '@ktrdr/terminal';

const EXPLAINED: Readonly<Record<(typeof ktrdrSecrets)[number]['label'], string>> = {
  db_password: 'for the database; choose one',
  jwt_secret: "signs the API's tokens: openssl rand -hex 32",
  anthropic_api_key: 'from console.anthropic.com',
  grafana_password: "for Grafana's user admin; choose one",
  fred_api_key: 'from fred.stlouisfed.org; optional',
};

/**
 * What the secrets are for and where they come from; of a 1Password item also the command that creates it with placeholders for its values.
 *
 * @param fields what the Compose file of the clone reads; undefined while there is no clone
 */
export function explainItem(
  { name, address }: SecretsSource,
  { style, people }: Pick<Session, 'style' | 'people'>,
  fields: CheckoutFields | undefined,
): string[] {
  const read = ktrdrSecrets.filter(({ label }) => fields?.read.some((field) => field.label === label) ?? true);
  if (read.length === 0) return [style.bold(`The Compose file reads nothing from ${name}`)];
  const which =
    fields === undefined
      ? "It needs the fields below that the clone's Compose file reads:"
      : 'Its Compose file reads these fields:';
  const from = address === undefined ? name : 'this item';
  const columns = Math.min(people.columns ?? 80, 80);
  return [
    style.bold(address === undefined ? `Secrets from ${name}` : name),
    ...wrap(`Each time local-prod starts, it reads its secrets from ${from}. ${which}`, columns),
    ...read.map(({ label }) => `  ${label.padEnd(17)}  ${style.dim(EXPLAINED[label])}`),
    ...(address === undefined
      ? []
      : [
          ...wrap(
            'Create it in the 1Password app, as a secure note with fields of type password (jwt_secret needs 32 characters or more). Or use this command: replace each <…> with your own value, and type a space before it, which keeps it out of the history of most shells.',
            columns,
          ),
          '',
          // One line, without indentation: a terminal wraps it, and copies it whole.
          itemCreateCommand(address, read),
        ]),
  ];
}
