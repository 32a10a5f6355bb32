import type { Container } from '@ktrdr/compose-runner';

/** Where a worker finds its backend, and under which address it says that it is reached; KTRDR's names, the older first. */
const API = ['KTRDR_API_URL', 'KTRDR_API_CLIENT_BASE_URL'];
const ENDPOINT = ['WORKER_PUBLIC_BASE_URL', 'KTRDR_WORKER_PUBLIC_BASE_URL', 'WORKER_ENDPOINT_URL'];

/** A variable of a container, with its value. */
interface Setting {
  readonly name: string;
  /** Undefined where it is not set. */
  readonly value: string | undefined;
}

/** The variable that names a worker's backend. */
export function backendSetting(container: Pick<Container, 'environment'>): Setting {
  return firstOf(API, container);
}

/** The variable that names a worker's own address. */
export function endpointSetting(container: Pick<Container, 'environment'>): Setting {
  return firstOf(ENDPOINT, container);
}

function firstOf(names: readonly string[], { environment }: Pick<Container, 'environment'>): Setting {
  const all = environment();
  const name = names.find((one) => (all[one] ?? '') !== '');
  return { name: name ?? names[0] ?? '', value: name === undefined ? undefined : all[name] };
}
