import { homeOf, LOCAL_PROD_ID, LOCAL_PROD_SLOT, SANDBOX_SLOTS } from '@ktrdr/instance';
import { openRegistry } from '@ktrdr/registry';

/** Puts a linked worktree into the registry of a `KTRDR_HOME`, as one who cannot see the Engine's containers might have. */
export async function registerSandbox(
  home: string,
  { instanceId, path, parentRepo }: { instanceId: string; path: string; parentRepo: string },
): Promise<void> {
  const registry = openRegistry({
    file: homeOf({ KTRDR_HOME: home }).registry,
    localProdId: LOCAL_PROD_ID,
    localProdSlot: LOCAL_PROD_SLOT,
    slots: SANDBOX_SLOTS,
    command: 'end-to-end tests',
  });
  const createdAt = new Date().toISOString();
  await registry.claim({ instanceId, path, createdAt, isWorktree: true, parentRepo });
}
