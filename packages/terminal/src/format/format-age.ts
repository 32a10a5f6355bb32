const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago something was, in its largest unit: `3 d`, `5 h`, `12 min`, `now`; `?` for what is no time. */
export function formatAge(time: string, now: Date): string {
  const age = now.getTime() - Date.parse(time);
  if (Number.isNaN(age)) return '?';
  if (age >= DAY) return `${Math.floor(age / DAY)} d`;
  if (age >= HOUR) return `${Math.floor(age / HOUR)} h`;
  return age >= MINUTE ? `${Math.floor(age / MINUTE)} min` : 'now';
}
