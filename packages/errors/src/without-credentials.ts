import { LOGIN } from './logins-in.ts';

/**
 * Text that names repositories, such as an address or git's words, without the user and password that an address may hold; too much is
 * hidden rather than too little. What stays: who logs in over ssh, without whom the address says nothing, and paths, which no one logs in to.
 */
export function withoutCredentials(text: string): string {
  return text.replaceAll(LOGIN, (whole, scheme: string, who: string) =>
    /^file:/i.test(scheme) || (/^(?:git\+)?ssh:/i.test(scheme) && /^[^/:@]*$/.test(who)) ? whole : scheme,
  );
}
