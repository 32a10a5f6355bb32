/** How curl tells of its progress where nobody asked it not to, as in a probe of `curl -f <address>`. */
const PROGRESS_TITLES = /^[ ]*(?:% Total +% Received.*|Dload +Upload.*)$/gm;
const NUMBER = String.raw`[\d.]+[kMGTP]?`;
const TIME = String.raw`[-\d]+:[-\d]{2}:[-\d]{2}`;
const PROGRESS = new RegExp(String.raw`\r?[ ]*(?:${NUMBER} +){8}(?:${TIME} +){3}${NUMBER}`, 'g');

/** What a probe has to say, without curl's progress. */
export function probeOutput(text: string): string {
  const lines = text
    .replaceAll(PROGRESS, '\n')
    .replaceAll(PROGRESS_TITLES, '')
    .split(/[\r\n]+/);
  return lines
    .filter((line) => line.trim() !== '')
    .join('\n')
    .trim();
}
