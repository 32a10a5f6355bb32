/** What `docker compose up` says of causes outside of the stack, as seen with Engine 26 and 28, and what mends each. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /all predefined address pools have been fully subnetted|could not find an available, non-overlapping IPv4 address pool/i,
    'The Engine has no addresses left for another network. Stop instances that you do not need (ktrdr list, ktrdr down), remove networks that nothing needs, not even a stopped container (docker network ls), or give the Engine more in `default-address-pools` of its daemon.json.',
  ],
  [
    /toomanyrequests|pull rate limit/i,
    'The registry allows no more pulls for now. Log in (docker login), or wait and run the command again.',
  ],
  [
    /docker-credential-\S+.*(executable file not found|not found in \$PATH)|error getting credentials/i,
    'The credential helper that Docker\'s configuration names is missing. Install it, or remove "credsStore" from ~/.docker/config.json.',
  ],
  [
    /no space left on device/i,
    'A disk of the Engine is full. See what uses the space (docker system df), and remove what nobody needs.',
  ],
  [
    /port is already allocated|address already in use/i,
    'Something else has taken the port in the meantime. See what holds it (ktrdr doctor), then run the command again.',
  ],
  [
    /(pull access denied|manifest unknown|not found: manifest|repository does not exist)/i,
    'The image cannot be pulled. Correct its name in the Compose file, log in to its registry (docker login), or build it.',
  ],
  [
    /(dial tcp|lookup) .*(no such host|i\/o timeout|server misbehaving|network is unreachable|connection refused)/i,
    'The registry cannot be reached. Connect to the network, or load the images into the Engine first.',
  ],
  [
    /is already in use by container/i,
    'Another container, named in the message, has this name. Rename it (docker rename), or remove it if nobody needs it (docker rm -f); then run the command again.',
  ],
];

/** What mends the cause that Compose names, where it is a known one. */
export function composeCause(said: string): string | undefined {
  return CAUSES.find(([pattern]) => pattern.test(said))?.[1];
}
