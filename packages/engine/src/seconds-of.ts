/** Milliseconds as the Engine takes a time: seconds with a fraction. Source: https://docs.docker.com/reference/api/engine/ (`since` of `GET /events`) */
export function secondsOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : (time / 1000).toFixed(3);
}
