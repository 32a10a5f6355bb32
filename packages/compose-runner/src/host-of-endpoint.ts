/**
 * The machine that an Engine's endpoint is on, as a name or address (IPv6 without brackets): that of `tcp://` and `ssh://`, else this one.
 * Source: https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option
 */
export function hostOfEndpoint(endpoint: string): string {
  if (!/^(tcp|ssh|https?):\/\//.test(endpoint) || !URL.canParse(endpoint)) return '127.0.0.1';
  return new URL(endpoint).hostname.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1';
}
