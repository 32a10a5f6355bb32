import { openRegistry, type Registry } from '@ktrdr/registry';

/** A registry with as many slots as 100 processes may want at once. */
export function openBenchRegistry(file: string): Registry {
  const slots = { min: 1, max: 100 };
  return openRegistry({ file, slots, localProdId: 'ktrdr-prod', localProdSlot: 0, command: 'bench' });
}
