/** The address of a repository as it may be shown and written down: without the user and password that a URL may hold. */
export function withoutCredentials(repository: string): string {
  return repository.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/@]*@/i, (whole, scheme: string) =>
    // Who logs in over ssh is no secret, and the address says nothing without it.
    /^(?:git\+)?ssh:/i.test(scheme) ? whole : scheme,
  );
}
