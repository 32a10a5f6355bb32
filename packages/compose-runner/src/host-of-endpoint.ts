/** This machine, as its published ports are addressed. */
export const LOCAL_HOST = '127.0.0.1';

/** Whether this is where an Engine is, and not a name for it. */
export function isAddress(endpoint: string): boolean {
  return /^[a-z]+:\/\//.test(endpoint);
}

/**
 * The machine that an Engine's endpoint is on, as a name or address (IPv6 without brackets): that of `tcp://` and `ssh://`, else this one.
 * Source: https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option
 */
export function hostOfEndpoint(endpoint: string): string {
  if (!/^(tcp|ssh|https?):\/\//.test(endpoint) || !URL.canParse(endpoint)) return LOCAL_HOST;
  return new URL(endpoint).hostname.replace(/^\[(.*)\]$/, '$1') || LOCAL_HOST;
}
