import { type EngineRequest, listContainersRequest } from '@ktrdr/engine';
import { projectLabel } from './labels.ts';

/** The question of {@link Docker.summaries}, for whoever asks it ahead. */
export const listComposeContainers: EngineRequest = listContainersRequest({ labels: [projectLabel()] });
