/** The first Engine that has `start_interval`, which the shipped Compose file uses. */
export const OLDEST_ENGINE = 25;

/** Whether a version such as `26.1.5+dfsg1` is new enough for the Compose file under test. */
export function isNewEnough(version: string): boolean {
  return Number.parseInt(version, 10) >= OLDEST_ENGINE;
}
