/** A line that a container of an instance wrote, as it may be shown. */
export interface LogRecord {
  /** The instance's id. */
  readonly instance: string;
  readonly service: string;
  /** The container, as Compose shortens it: `backend-1`. */
  readonly container: string;
  /** RFC 3339 in UTC, with nine digits of a second, by the Engine's clock. */
  readonly time: string;
  readonly message: string;
}

/** Whose a line is. */
export type LogOwner = Pick<LogRecord, 'instance' | 'service' | 'container'>;
