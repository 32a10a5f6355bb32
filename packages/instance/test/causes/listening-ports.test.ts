import { expect, test } from '@jest/globals';
import { listeningPorts } from '../../src/causes/listening-ports.ts';

// Linux 6.18: 5005 for all, 5006 for the container itself alone, a connection, and the resolver of Docker.
const TABLES = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:138D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 10 1 0 100 0 0 10 0
   1: 0100007F:138E 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0 100 0 0 10 0
   2: 0200000A:9C40 0300000A:1F40 01 00000000:00000000 00:00000000 00000000     0        0 12 1 0 20 4 30 10 -1
   3: 0B00007F:A0E1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13 1 0 100 0 0 10 0
  sl  local_address                         remote_address                        st tx_queue rx_queue
   0: 00000000000000000000000000000000:1F40 00000000000000000000000000000000:0000 0A 00000000:00000000 00:0 0 0 0 9
   1: 00000000000000000000000001000000:1F41 00000000000000000000000000000000:0000 0A 00000000:00000000 00:0 0 0 0 9
`;

test('the ports that others can connect to', () => {
  expect(listeningPorts(TABLES)).toEqual([5005, 8000]);
  expect(listeningPorts('')).toEqual([]);
});
