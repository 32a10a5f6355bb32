/** Whether these remote URLs say that a repository is KTRDR: one contains `ktrdr`. */
export function isKtrdr(remoteUrls: readonly string[]): boolean {
  return remoteUrls.some((url) => url.toLowerCase().includes('ktrdr'));
}
