import { execa } from 'execa';
import * as z from 'zod';

const networks = z.record(z.string(), z.object({ IPAddress: z.string() }));

/** Every address that a container has, in any of its networks. */
export async function addressesOf(container: string): Promise<string[]> {
  const format = '{{json .NetworkSettings.Networks}}';
  const { stdout } = await execa('docker', ['inspect', '--format', format, container]);
  return Object.values(networks.parse(JSON.parse(stdout))).map(({ IPAddress }) => IPAddress);
}
