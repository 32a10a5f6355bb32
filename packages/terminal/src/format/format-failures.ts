import type { Failure } from '@ktrdr/instance';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** What is wrong, service by service: the reasons, what the health probe said, the last lines of log, and where more is. */
export function formatFailures(failures: readonly Failure[], style: Style): string[] {
  const lines = failures.flatMap((failure) => formatFailure(withoutControls(failure), style));
  return failures.length === 0 ? lines : [...lines, ''];
}

function formatFailure({ service, code, reasons, hints, probe, log, more }: Failure, style: Style): string[] {
  const said = probe === undefined || probe.trim() === '' ? [] : probe.split('\n').slice(-5);
  const named = code === undefined ? '' : ` ${style.dim(`(${code})`)}`;
  return [
    '',
    ...reasons.map((reason) => `${service === undefined ? '' : `${style.bold(service)} `}${reason}${named}`),
    ...hints.flatMap((hint) => hint.split('\n').map((line) => `  ${line}`)),
    ...(said.length === 0 ? [] : ['  its health probe said:', ...indented(said, style)]),
    ...(log.length === 0 ? [] : ['  its last log lines:', ...indented(log, style)]),
    ...(more === undefined ? [] : [`  more: ${more}`]),
  ];
}

/** What tools and containers said may not reach the screen as it is; lines of which nothing is left are none. */
function withoutControls(failure: Failure): Failure {
  const { reasons, hints, probe, log } = failure;
  return {
    ...failure,
    reasons: reasons.map((text) => printable(text)),
    hints: hints.map((text) => printable(text)),
    probe: probe === undefined ? undefined : printable(probe),
    log: log.map((line) => printable(line)).filter((line) => line.trim() !== ''),
  };
}

function indented(lines: readonly string[], style: Style): string[] {
  return lines.map((line) => style.dim(`    ${line}`));
}
