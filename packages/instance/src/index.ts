// What everybody can build on. What only our own commands need is in internal.ts, which is not published.

// The outside world, and what instances are.
export { type Context, type ContextOptions, createContext } from './core/context.ts';
export type { Environment } from './core/environment.ts';
export { type Home, homeOf } from './core/home.ts';
export { type Instance, instanceOf } from './core/instance.ts';
export type { InstanceEvent } from './core/instance-event.ts';
export { type Kind, kinds, LOCAL_PROD_ID, LOCAL_PROD_SLOT, SANDBOX_SLOTS } from './core/kinds.ts';

// What the user has set.
export { readUserSettings } from './user-settings/read-user-settings.ts';
export type { UserSettings } from './user-settings/user-settings.ts';

// What the user has set to be run.
export { findHook, type Hook, type HookName } from './hooks/find-hook.ts';
export { owesPostCreate } from './hooks/owed-hook.ts';
export { runPostCreate } from './hooks/run-post-create.ts';
export { runHook, type RunHookOptions } from './hooks/run-hook.ts';

// Which there are.
export { findInstance, type FindInstanceOptions } from './checkout/find-instance.ts';
export { type InstanceElsewhere, instancesElsewhere } from './list/instances-elsewhere.ts';
export { instancesWithContainers, type WithContainersOptions } from './list/instances-with-containers.ts';
export type { GitMarks } from './list/git-marks.ts';
export { type ListedInstance, listInstances } from './list/list-instances.ts';

// Making and registering them.
export type { BranchPlan } from './create/plan-branch.ts';
export { type CreatedSandbox, type CreateOptions, createSandbox } from './create/create-sandbox.ts';
export type { OwnDirectory } from './env-file/judge-env-file.ts';
export { parseEnvFile } from './env-file/parse-env-file.ts';
export { serializeEnvFile } from './env-file/serialize-env-file.ts';
export { type InitOptions, initLocalProd } from './init/init-local-prod.ts';
export { initSandbox, type SandboxInitOptions } from './init/init-sandbox.ts';
export type { PythonWorktree } from './init/python-worktree.ts';
export type { CopyProgress } from './shared-data/copy-progress.ts';
export type { SharedPlaces } from './shared-data/look-at-places.ts';
export { initShared, type InitSharedOptions, type SharedResult, type SharedSource } from './shared-data/init-shared.ts';

// Starting, using and stopping them.
export { passToCompose, type PassOptions } from './compose/pass-to-compose.ts';
export { type McpClient, type McpConfig, mcpConfig, type McpServer } from './core/mcp-config.ts';
export type { Failure } from './readiness/failure-report.ts';
export { GateFailedError } from './readiness/gate-failed-error.ts';
export { type Level, LEVELS } from './logs/level-of.ts';
export type { LogOwner, LogRecord } from './logs/log-record.ts';
export type { Moment } from './logs/moment.ts';
export { showAllLogs, showLogs, type ShowLogsOptions } from './logs/show-logs.ts';
export { stop, type StoppedVolumes, type StopOptions } from './stack/stop.ts';
export { captureInService, type CapturedOutput, type CaptureOptions } from './use/capture-in-service.ts';
export { type ExecOptions, execInService } from './use/exec-in-service.ts';
export { hostVariables, type HostVariables, type HostVariablesOptions } from './use/host-variables.ts';
export { openPsql, type PsqlOptions } from './use/open-psql.ts';
export { openShell, type ShellOptions } from './use/open-shell.ts';
export { start } from './start/start.ts';
export type { StartOptions } from './start/start-options.ts';

// What runs beside local-prod, outside Docker.
export type { HostServiceName } from './core/host-service-kinds.ts';
export { hostServicesStatus, type HostServiceStatus } from './host-services/host-services-status.ts';
export { runningHostServices } from './host-services/running-host-services.ts';
export { showHostLogs, type ShowHostLogsOptions } from './host-services/show-host-logs.ts';
export { startHostServices, type StartHostServicesOptions } from './host-services/start-host-services.ts';
export {
  type StoppedHostService,
  stopHostServices,
  type StopHostServicesOptions,
} from './host-services/stop-host-services.ts';

// How they are, and what is wrong.
export type { Cause, Consequence, Evidence } from './causes/cause.ts';
export { CAUSE_CODES, type CauseCode } from './causes/cause-codes.ts';
export { explain, type Explanation } from './causes/explain.ts';
export { type KeptRecording, listRecordings } from './records/list-recordings.ts';
export type { RecordingHead } from './records/recording.ts';
export { type Diagnosis, examine } from './doctor/examine.ts';
export type { Finding, Fix, Repair } from './doctor/finding.ts';
export { repair, type RepairResult } from './doctor/repair.ts';
export type { ForeignWorker } from './readiness/judge-workers.ts';
export type { InstanceState } from './served/instance-state.ts';
export type { SharedObservability } from './served/shared-observability.ts';
export type { InstanceDescription, InstanceUrls } from './status/describe-instance.ts';
export type { HostService } from './status/host-services.ts';
export type { ServiceStatus } from './status/stack-health.ts';
export { describe, type Description, type InstanceStatus, status } from './status/status.ts';
export type { WaitGoal } from './wait/judge-goal.ts';
export { waitFor, type WaitOptions, type WaitResult } from './wait/wait-for.ts';

// Destroying them.
export type { BranchVerdict, DeletableBranch } from './destroy/branch/judge-branch.ts';
export { destroyInstance, type DestroyOptions } from './destroy/destroy-instance.ts';
export { destroyLocalProd, planLocalProdDestroy } from './destroy/destroy-local-prod.ts';
export type { IgnoredFiles } from './destroy/ignored-files.ts';
export { type DestroyPlan, planDestroy, type PlanDestroyOptions } from './destroy/plan-destroy.ts';
export type { PlacePlan } from './destroy/plan-place.ts';
export type { WorkAtRisk, WorkItem } from './git/work-at-risk.ts';
