// Commands that make, start or remove. They are loaded as one chunk: to open many small files takes longer than to read one.

import {
  captureInService,
  createSandbox,
  describe,
  findHook,
  planDestroy,
  readUserSettings,
  owesPostCreate,
  runHook,
  runPostCreate,
  start as startStack,
} from '@ktrdr/instance';

export { compose } from '../commands/compose/compose.ts';
export { doctor } from '../commands/doctor/doctor.ts';
export { restart } from '../commands/restart/restart.ts';
export { up } from '../commands/up/up.ts';
export { done } from '../commands/done/done.ts';
export { start } from '../commands/start/start.ts';
export { destroy } from '../commands/destroy/destroy.ts';
export { destroy as destroyLocalProd } from '../commands/local-prod-destroy/destroy.ts';
export { init as initLocalProd } from '../commands/local-prod-init/init.ts';
export { create } from '../commands/create/create.ts';
export { destroy as destroySandbox } from '../commands/sandbox-destroy/destroy.ts';
export { install } from '../commands/agents/install.ts';
export { uninstall } from '../commands/agents/uninstall.ts';
export { worktreeCreate } from '../commands/agents/worktree-create.ts';
export { worktreeRemove } from '../commands/agents/worktree-remove.ts';
export { initShared } from '../commands/init-shared/init-shared.ts';
export { init as initSandbox } from '../commands/sandbox-init/init.ts';

// What runs beside local-prod starts with the same secrets, from the same checkout.
export { logs as hostLogs } from '../commands/host/logs.ts';
export { start as startHost } from '../commands/host/start.ts';
export { status as hostStatus } from '../commands/host/status.ts';
export { stop as stopHost } from '../commands/host/stop.ts';

// What keeps what was found, and tells programs of progress, has all that a start has.
export { recordExplained, resolvedText } from '@ktrdr/instance/internal';
export { openEvents } from '@ktrdr/terminal/open-events';
export { records } from '../commands/records/records.ts';
export { report } from '../commands/report/report.ts';

// What `ktrdr mcp` does the same with.
export {
  captureInService,
  createSandbox,
  describe,
  findHook,
  owesPostCreate,
  planDestroy,
  readUserSettings,
  runHook,
  runPostCreate,
  startStack,
};
export { branchDocument } from '../commands/create/describe-branch.ts';
export { destroyUnseen } from '../command/destroy-unseen.ts';
export { destroyDocument } from '../commands/sandbox-destroy/destroy-document.ts';
