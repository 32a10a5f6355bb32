import { ktrdrSecrets, secretVariableNames } from '@ktrdr/secrets';

const KNOWN = new Set(secretVariableNames(ktrdrSecrets));

// What people call variables that hold secrets, as the end of the name and with a number behind it or not: `PGPASSWORD`, `DB_PASS`, `OPENAI_KEY`,
// `API_TOKEN_2`. Not what only ends alike: `SSH_ASKPASS` is a program, `PWD` a directory, and some keys are for everybody or of a table.
const SECRET_NAME =
  /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|_PWD|(?<!ASK|BY|COM)PASS|API_?KEY|(?<!PUBLIC|PRIMARY|FOREIGN|SORT)_KEY)(_?\d+)?$/i;

/** Whether a variable holds a secret, by its name. */
export function isSecretName(name: string): boolean {
  return KNOWN.has(name) || SECRET_NAME.test(name);
}
