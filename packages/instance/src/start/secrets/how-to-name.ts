import { type SecretsUnavailableError, unnamedPlace } from '@ktrdr/secrets';

/** How the vault or the account is named, where that may mend it: for one instance, and for all. @param command that takes the flags */
export function howToName(error: Pick<SecretsUnavailableError, 'reason'>, command: string): string | undefined {
  const what = unnamedPlace(error);
  return (
    what &&
    `Name the ${what} once, and it is remembered: ${command} --${what} <name>. For all instances: ktrdr config set secrets.${what} <name>`
  );
}
