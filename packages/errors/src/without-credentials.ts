/**
 * Text that names repositories, such as an address or git's words, without the user and password that an address may hold. A password
 * may have a slash or an `@` though it should be written otherwise, so that too much is hidden rather than too little. What stays: who
 * logs in over ssh, without whom the address says nothing, and paths, which no one logs in to.
 */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/([a-z][a-z\d+.-]*:\/\/)(\S*)@/gi, (whole, scheme: string, who: string) =>
    /^file:/i.test(scheme) || (/^(?:git\+)?ssh:/i.test(scheme) && /^[^/:@]*$/.test(who)) ? whole : scheme,
  );
}
