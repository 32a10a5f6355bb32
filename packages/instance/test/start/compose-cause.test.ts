import { expect, test } from '@jest/globals';
import { composeCause } from '../../src/start/compose-cause.ts';

// What Compose 2.26 and 2.40 printed, shortened to its last line.
test.each<[string, RegExp | undefined]>([
  [
    'failed to create network ktrdr--x_ktrdr-network: Error response from daemon: all predefined address pools have been fully subnetted',
    /docker network ls/,
  ],
  [
    'failed to create network x: Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    /docker network ls/,
  ],
  ['Error response from daemon: toomanyrequests: You have reached your pull rate limit.', /docker login/],
  [
    'error getting credentials - err: exec: "docker-credential-desktop": executable file not found in $PATH, out: ``',
    /credsStore/,
  ],
  ['write /var/lib/docker/tmp/x: no space left on device', /docker system df/],
  [
    'driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:5011 failed: port is already allocated',
    /ktrdr doctor/,
  ],
  ['Error response from daemon: pull access denied for ktrdr-agent, repository does not exist', /cannot be pulled/],
  ['Get "https://example.test/v2/": dial tcp: lookup example.test: no such host', /cannot be reached/],
  [
    'Error response from daemon: Conflict. The container name "/x-db-1" is already in use by container "abc".',
    /docker rename/,
  ],
  ['dependency failed to start: container x-db-1 is unhealthy', undefined],
  ['exit code 1', undefined],
])('%s', (said, hint) => {
  if (hint === undefined) expect(composeCause(said)).toBeUndefined();
  else expect(composeCause(said)).toMatch(hint);
});
