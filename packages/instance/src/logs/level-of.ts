/** How bad what a line says is, from the least to the worst. */
export const LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;

/** One of {@link LEVELS}. */
export type Level = (typeof LEVELS)[number];

/** Whether a level is at least as bad as another. */
export function isAtLeast(level: Level, least: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

/** What programs call their levels, in lower case; five characters of a longer one where they cut it (Alembic's `%(levelname)-5.5s`). */
const WORDS: Readonly<Record<string, Level>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  notice: 'info',
  log: 'info',
  warn: 'warning',
  warni: 'warning',
  warning: 'warning',
  err: 'error',
  eror: 'error',
  error: 'error',
  crit: 'critical',
  criti: 'critical',
  critical: 'critical',
  fatal: 'critical',
  panic: 'critical',
  alert: 'critical',
  emerg: 'critical',
};

const DATE = /^\[?\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?(?:UTC|GMT)| ?[+-]\d\d:?\d\d)?\]?/;
/**
 * Its prefix ends with the process's number, and may say more. Of its severities, those that continue a message (`DETAIL`, `HINT`, `STATEMENT`) are
 * none. Source: https://www.postgresql.org/docs/current/runtime-config-logging.html (table "Message Severity Levels")
 */
const POSTGRESQL = /^[^[]*\[\d+\][^:]*?\s(DEBUG[1-5]|INFO|NOTICE|LOG|WARNING|ERROR|FATAL|PANIC):\s/;
/** A session that ends, and not the server: the manual's table has it as an error, too. */
const POSTGRESQL_FATAL = 'FATAL';

/** What follows a date. */
const DATED = [
  // `| INFO     | name | message`: KTRDR's backend and workers.
  /^\s*\|\s*(\w+)\s*\|/,
  // `[INFO] name: message`, gunicorn's `[1] [INFO] message`, structlog's `[info     ] message`.
  /^\s*(?:\[\d+\]\s*)?\[\s*(\w+)\s*\]/,
  // `- name - INFO - message`
  /^\s+-\s+(?:[\w.]+\s+-\s+)?(\w+)\s+-\s/,
  // `INFO name: message`
  /^\s+(\w+)\b/,
];
const UNDATED = [
  // uvicorn's `INFO:     message`, Python's `INFO:name:message`, Alembic's `INFO  [name] message`.
  /^([A-Z]+)(?::|\s+\[)/,
  /^\[\s*(\w+)\s*\]/,
  // What commands say when they end: `error: message`.
  /^(error|warning|fatal|panic): /,
];
/** `level=info` among other such pairs: Grafana, Prometheus. */
const PAIR = /^\w+=(?:"(?:[^"\\]|\\.)*"|\S*)(?:\s|$)/;
const LEVEL_PAIR = /(?:^|\s)(?:level|lvl|severity)="?(\w+)/i;
const LEVEL_KEYS = ['level', 'levelname', 'severity', 'lvl', 'log.level'];
/** Python's warnings: `/app/module.py:12: UserWarning: message` */
const PYTHON_WARNING = /^\S+:\d+: \w*Warning: /;

/**
 * The level that a line says it has, where it begins a record as KTRDR's services and those beside them write it; undefined for other lines.
 *
 * @param text without colours
 */
export function levelOf(text: string): Level | undefined {
  if (text.startsWith('{')) return levelOfJson(text);
  const date = DATE.exec(text)?.[0];
  if (date !== undefined) {
    const rest = text.slice(date.length);
    return levelOfPostgresql(rest) ?? firstOf(DATED, rest);
  }
  if (PYTHON_WARNING.test(text)) return 'warning';
  return PAIR.test(text) ? firstOf([LEVEL_PAIR], text) : firstOf(UNDATED, text);
}

function firstOf(patterns: readonly RegExp[], text: string): Level | undefined {
  for (const pattern of patterns) {
    const level = levelCalled(pattern.exec(text)?.[1]);
    if (level !== undefined) return level;
  }
  return undefined;
}

function levelCalled(word: string | undefined): Level | undefined {
  return word === undefined ? undefined : WORDS[word.toLowerCase()];
}

function levelOfPostgresql(rest: string): Level | undefined {
  const severity = POSTGRESQL.exec(rest)?.[1];
  return severity === POSTGRESQL_FATAL ? 'error' : levelCalled(severity?.replace(/\d$/, ''));
}

function levelOfJson(text: string): Level | undefined {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof found !== 'object' || found === null) return undefined;
  const values = new Map<string, unknown>(Object.entries(found));
  const said = LEVEL_KEYS.map((key) => values.get(key)).find((value) => typeof value === 'string');
  return typeof said === 'string' ? levelCalled(said) : undefined;
}
