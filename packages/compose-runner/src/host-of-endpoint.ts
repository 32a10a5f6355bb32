/**
 * The machine that an Engine's endpoint is on, as a host name for URLs: that of `tcp://` and `ssh://`, else this one.
 * Source: https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option
 */
export function hostOfEndpoint(endpoint: string): string {
  if (!/^(tcp|ssh|https?):\/\//.test(endpoint) || !URL.canParse(endpoint)) return '127.0.0.1';
  // A scheme that the URL standard does not know keeps its host as written, IPv6 brackets included.
  return new URL(endpoint).hostname || '127.0.0.1';
}
