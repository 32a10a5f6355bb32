import { type Login, loginsIn } from '@ktrdr/errors';
import { isSecretName } from './is-secret-name.ts';

/** A name alone that is this long is a key, as in `https://<key>@host` and `https://<token>:x-oauth-basic@host`. */
const KEY_LENGTH = 16;
/** Where the next address of several begins: `redis://:hush@one,redis://:hush@other`. */
const NEXT_ADDRESS = /(?<![a-z\d+.-])(?=[a-z][a-z\d+.-]*:\/\/)/gi;
/** `name=` and its value, as a libpq connection string, a query and a command line say it. A value may hold settings itself: it is read apart. */
const SETTING = /(?<![\w-])([\w-]+)=/g;
const SETTING_VALUE = /^(?:'([^']*)'|"([^"]*)"|([^\s;&'"]+))/;

/** The secrets in a value that is none as a whole: passwords and keys in addresses and in connection strings. */
export function secretsInText(value: string): string[] {
  // As one address, whose password may itself look like one, and as several.
  const logins = [...loginsIn(value), ...value.split(NEXT_ADDRESS).flatMap((part) => loginsIn(part))];
  return [...logins.flatMap((login) => secretsOf(login)), ...secretSettings(value)].flatMap((secret) => [
    secret,
    decoded(secret),
  ]);
}

function secretSettings(text: string): string[] {
  return [...text.matchAll(SETTING)].flatMap(({ 0: { length }, 1: name = '', index }) => {
    if (!isSecretSetting(name)) return [];
    const [, single, double, bare = ''] = SETTING_VALUE.exec(text.slice(index + length)) ?? [];
    return [single ?? double ?? bare];
  });
}

/** As the names of variables; and `Pwd`, a password in a connection string of ODBC, which is a directory in an environment. */
function isSecretSetting(name: string): boolean {
  return isSecretName(name.replaceAll('-', '_')) || /pwd$/i.test(name);
}

function secretsOf({ scheme, who }: Login): string[] {
  if (isPath(scheme, who)) return [];
  const [, user = who, password = ''] = /^([^:]*):(.*)$/s.exec(who) ?? [];
  const isKey = user.length >= KEY_LENGTH && !user.includes('/');
  return [password, shorter(password), isKey ? user : ''].filter((secret) => secret !== '');
}

/**
 * Whether the `@` is part of a path: `http://npm:4873/@scope`. Clients of HTTP end the host at the first slash (RFC 3986, 3.2); those of databases
 * take what stands before the `@` for a password, as SQLAlchemy does.
 */
function isPath(scheme: string, who: string): boolean {
  return /^https?$/i.test(scheme) && /^[^/:@]+(?::\d*)?[/?#]/.test(who);
}

/** The password where the last `@` is not the one that ends it: `postgresql://me:hush@host/db?contact=me@work`. */
function shorter(password: string): string {
  const authority = password.split(/[/?#]/, 1)[0] ?? '';
  return authority === password || !authority.includes('@') ? '' : authority.slice(0, authority.lastIndexOf('@'));
}

/** What the percent signs of an address stand for: containers print a password as they were meant to read it. */
function decoded(secret: string): string {
  try {
    return decodeURIComponent(secret);
  } catch {
    return secret;
  }
}
