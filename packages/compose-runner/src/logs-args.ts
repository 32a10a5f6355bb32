/** What `docker compose logs` is asked for. */
export interface LogsOptions {
  readonly service?: string;
  readonly follow?: boolean;
  /** The last so many lines of each container. */
  readonly lines?: number;
  readonly timestamps?: boolean;
  readonly color?: boolean;
}

/** `logs`, without colours unless they are asked for. */
export function logsArgs(options: LogsOptions): string[] {
  return [
    'logs',
    ...(options.color === true ? [] : ['--no-color']),
    ...(options.follow === true ? ['--follow'] : []),
    ...(options.timestamps === true ? ['--timestamps'] : []),
    ...(options.lines === undefined ? [] : ['--tail', String(options.lines)]),
    ...(options.service === undefined ? [] : [options.service]),
  ];
}
