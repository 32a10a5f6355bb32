import { ktrdrLayout, portVariables } from '@ktrdr/ports';
import type { Home } from '../core/home.ts';
import type { Instance } from '../core/instance.ts';

/** The variables of an instance: what `.env.sandbox` holds and Compose gets. All follow from the registry; no secrets. */
export function instanceVariables(instance: Instance, home: Home): Record<string, string> {
  return {
    COMPOSE_PROJECT_NAME: instance.id,
    CREATED_AT: instance.createdAt,
    INSTANCE_ID: instance.id,
    ...portVariables(ktrdrLayout, instance.slot),
    KTRDR_SHARED_DIR: home.shared,
    KTRDR_DATA_DIR: home.data,
    KTRDR_MODELS_DIR: home.models,
    KTRDR_STRATEGIES_DIR: home.strategies,
    SANDBOX_VERSION: '1',
    SLOT_NUMBER: String(instance.slot),
  };
}
