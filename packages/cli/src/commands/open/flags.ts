import type { OptionsOf } from '@ktrdr/terminal/flags';
import { instanceFlag } from '../../command/instance-flag.ts';

/** What a browser can show of an instance. */
export const PAGES = ['docs', 'api', 'grafana', 'jaeger', 'prometheus'] as const;

export const openFlags = [instanceFlag] as const;

export type OpenOptions = OptionsOf<typeof openFlags>;
