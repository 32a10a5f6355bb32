import { formatElapsed } from '../format/format-elapsed.ts';
import { formatEvent, isRoutineOutput } from './format-event.ts';
import { printable } from '../format/printable.ts';
import type { Reporter } from './reporter.ts';
import type { Style } from '../format/style.ts';
import { truncate } from '../format/truncate.ts';
import { wrap } from '../format/wrap.ts';

export interface LiveReporterOptions {
  readonly stream: { write(text: string): unknown; readonly columns?: number; readonly rows?: number };
  readonly style: Style;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

interface Step {
  readonly name: string;
  readonly begun: number;
  state: 'running' | 'done' | 'failed' | 'left';
  ended: number;
  /** What it said at its end, or the last line of a tool's output until then. */
  detail: string;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_EVERY_MS = 100;
const COLUMNS = 80;
const ROWS = 24;
/** Back to the beginning of the line, and away with everything from here to the end of the screen. */
const CLEAR_BELOW = '\r\u001B[J';
const up = (lines: number): string => (lines === 0 ? '' : `\u001B[${lines}A`);

function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' ')).trim();
}

/** The steps as a list at the end of the terminal, redrawn as they go on; what stays is printed above it. */
export function createLiveReporter({ stream, style, now = () => performance.now() }: LiveReporterOptions): Reporter {
  const steps: Step[] = [];
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  function draw(above: readonly string[] = []): void {
    // A terminal that does not know its size says 0.
    const columns = stream.columns || COLUMNS;
    const fitting = Math.max(1, (stream.rows || ROWS) - 1);
    const format = (step: Step): string => truncate(formatStep(step), columns - 1);
    // The cursor gets no further up than the screen: what is done goes above the list where there is no room for it, and stays there.
    const done: Step[] = [];
    while (steps.length > fitting) {
      const index = steps.findIndex(({ state }) => state !== 'running');
      if (index === -1) break;
      done.push(...steps.splice(index, 1));
    }
    const list = steps.slice(-fitting).map(format);
    const lines = [...above.flatMap((line) => wrap(line, columns)), ...done.map(format), ...list];
    stream.write(`${up(drawn)}${CLEAR_BELOW}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = list.length;
  }

  function formatStep({ name, state, begun, ended, detail }: Step): string {
    const time = now();
    const elapsed = style.dim(formatElapsed((state === 'running' ? time : ended) - begun));
    const said = detail === '' ? '' : ` ${state === 'failed' ? detail : style.dim(detail)}`;
    const frame = FRAMES[Math.floor(time / REDRAW_EVERY_MS) % FRAMES.length] ?? '';
    const mark = { running: style.cyan(frame), done: style.green('✓'), failed: style.red('✗'), left: style.dim('-') }[
      state
    ];
    return `  ${mark} ${name} ${elapsed}${said}`;
  }

  function finish(name: string, state: 'done' | 'failed', detail: string): void {
    const step = steps.findLast((one) => one.name === name) ?? begin(name);
    Object.assign(step, { state, detail: oneLine(detail), ended: now() });
  }

  /** Shown with the next redraw. */
  function tell(step: Step | undefined, detail: string): void {
    if (step?.state === 'running') step.detail = oneLine(detail);
  }

  function begin(name: string): Step {
    const step: Step = { name, begun: now(), state: 'running', ended: 0, detail: '' };
    steps.push(step);
    timer ??= setInterval(draw, REDRAW_EVERY_MS).unref();
    return step;
  }

  return {
    print: draw,
    report(event) {
      switch (event.type) {
        case 'step-started':
          begin(event.step);
          return draw();
        case 'step-done':
          finish(event.step, 'done', event.detail ?? '');
          return draw();
        case 'step-failed':
          finish(event.step, 'failed', event.reason);
          return draw();
        case 'step-waiting':
          return tell(
            steps.find(({ name }) => name === event.step),
            event.reason,
          );
        case 'output':
          if (event.stays === true) return draw(formatEvent(event, style));
          return isRoutineOutput(event.text)
            ? undefined
            : tell(
                steps.findLast(({ state }) => state === 'running'),
                event.text,
              );
        case 'instance':
        case 'note':
        case 'warning':
          return draw(formatEvent(event, style));
      }
    },
    end() {
      clearInterval(timer);
      timer = undefined;
      for (const step of steps) if (step.state === 'running') Object.assign(step, { state: 'left', ended: now() });
      draw();
      // What is printed from now on comes below the list.
      steps.length = 0;
      drawn = 0;
    },
  };
}
