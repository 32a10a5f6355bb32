/** The question whether shared data may be replaced. @param existing the names of its directories that have something in them */
export function replaceQuestion(
  shared: string,
  existing: readonly string[],
): { readonly message: string; readonly fallback: false; readonly flags: string } {
  const message = `Replace ${existing.join(', ')} in ${shared}? Their contents are deleted.`;
  return { message, fallback: false, flags: '--shared' };
}
