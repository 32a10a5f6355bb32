import { join } from 'node:path';
import { composeConfig } from '@ktrdr/compose-runner';
import { execa } from 'execa';
import * as z from 'zod';

/** The Compose file that a checkout of KTRDR brings, as far as a test must know it beforehand. */
export interface CheckoutFile {
  readonly path: string;
  /** The images that it builds, each with a service that does. */
  readonly built: readonly { readonly image: string; readonly service: string }[];
  /** What they are built by, from the checkout's root. */
  readonly dockerfiles: readonly string[];
  /** The images that it names and does not build. */
  readonly named: readonly string[];
  readonly services: readonly string[];
  /** The services that register as workers. */
  readonly workers: readonly string[];
  /** What it expects somebody else to have made. */
  readonly external: { readonly networks: readonly string[]; readonly volumes: readonly string[] };
}

const built = z.object({ dockerfile: z.string().default('Dockerfile') });

const FILE = 'docker-compose.sandbox.yml';

/** Reads it as Compose resolves it. */
export async function readCheckoutFile(checkout: string): Promise<CheckoutFile> {
  const path = join(checkout, FILE);
  const { stdout } = await execa('docker', ['compose', '--file', path, 'config', '--format', 'json'], {
    cwd: checkout,
  });
  const config = composeConfig.parse(JSON.parse(stdout));
  const services = Object.entries(config.services);
  const images = new Map<string, string>();
  const dockerfiles = new Set<string>();
  for (const [service, { build, image }] of services) {
    if (build === undefined || image === undefined) continue;
    if (!images.has(image)) images.set(image, service);
    dockerfiles.add(built.parse(build).dockerfile);
  }
  const named = services.flatMap(([, { image }]) => (image === undefined || images.has(image) ? [] : [image]));
  return {
    path,
    built: [...images].map(([image, service]) => ({ image, service })),
    dockerfiles: [...dockerfiles],
    named: [...new Set(named)],
    services: services.map(([name]) => name),
    workers: services.flatMap(([name, { environment }]) =>
      environment?.['WORKER_TYPE'] === undefined && environment?.['KTRDR_WORKER_TYPE'] === undefined ? [] : [name],
    ),
    external: { networks: externalOf(config.networks), volumes: externalOf(config.volumes) },
  };
}

type Resources = Readonly<
  Record<string, { name?: string | undefined; external?: boolean | undefined } | null | undefined>
>;

function externalOf(resources: Resources | null | undefined): string[] {
  return Object.entries(resources ?? {}).flatMap(([key, resource]) =>
    resource?.external === true ? [resource.name ?? key] : [],
  );
}
