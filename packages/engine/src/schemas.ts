// What Engines answer, and what reads it. Loaded with the first answer that needs it: the library that checks takes milliseconds to load.

export { containerStats } from './container-stats.ts';
export { engineInfo, engineVersion } from './engine-info.ts';
export { inspectedNetwork, listedNetworks } from './engine-network.ts';
export { event } from './event.ts';
export { madeExec, stateOfExec } from './exec-answers.ts';
export { inspectedImage, listedImages } from './image.ts';
export { inspectedContainer } from './inspected-container.ts';
export { listedContainers } from './listed-containers.ts';
export { anyObject, anything, parseAnswer } from './parse-answer.ts';
export { processList } from './process-list.ts';
export { volume, volumes } from './volume.ts';
export { volumeSizes } from './volume-sizes.ts';
