export { ensureEngine } from './engine/ensure-engine.ts';
export { stopEngine } from './engine/stop-engine.ts';
export { assertEngineIsOurs } from './guard/assert-engine-is-ours.ts';
export { ensureImages } from './images/ensure-images.ts';
export { E2E, KTRDR, NX, TESTS, WORKSPACE } from './places.ts';
export { type LocalRegistry, startLocalRegistry } from './registry/local-registry.ts';
export { assertOk } from './stage/assert-ok.ts';
export { git } from './stage/git.ts';
export { setStage, type Stage } from './stage/stage.ts';
