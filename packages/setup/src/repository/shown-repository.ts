import { withoutCredentials } from '@ktrdr/errors';

/** A repository as it may be shown and written: without the user and password of its address, and without its query, which may hold a token. */
export function shownRepository(repo: string): string {
  const shown = withoutCredentials(repo);
  return /^[a-z][\w+.-]*:\/\//i.test(shown) ? shown.replace(/[?#].*$/s, '') : shown;
}
