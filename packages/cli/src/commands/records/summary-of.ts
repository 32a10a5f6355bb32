import type { RecordingHead } from '@ktrdr/instance';

/** What was wrong, in one line: why the start failed, service by service, or the likeliest cause. */
export function summaryOf({ occasion, explanation }: Pick<RecordingHead, 'occasion' | 'explanation'>): string {
  if (occasion.kind === 'start') {
    const { failures, message } = occasion;
    return inOneLine(failures.map(({ service, reasons: [reason = ''] }) => about(service, reason))) ?? message;
  }
  const causes = (explanation?.causes ?? []).filter(({ code }) => code !== 'LAST_START');
  return inOneLine(causes.map(({ service, summary }) => about(service, summary))) ?? 'its last start failed';
}

function about(service: string | null | undefined, what: string): string {
  return `${service ?? ''} ${what}`.trim().replaceAll(/\s+/g, ' ');
}

function inOneLine([first, ...others]: readonly string[]): string | undefined {
  return first === undefined || others.length === 0 ? first : `${first} (and ${others.length} more)`;
}
