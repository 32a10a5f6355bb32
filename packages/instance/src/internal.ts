// What only the commands of this repository need. It is bundled with them and not published, so it may change at any time.

export { exitCodeOf } from '@ktrdr/process';
export { assertNamesNoOther } from './checkout/assert-names-no-other.ts';
export { resolveInstance, type ResolveOptions } from './checkout/resolve-instance.ts';
export { askAhead } from './core/ask-ahead.ts';
export { destroyCommand } from './core/destroy-command.ts';
export { assertWithinConfinement, CONFINE_VARIABLE, isWithinConfinement } from './core/confinement.ts';
export {
  type DirectoryIdentity,
  directoryIdentity,
  isSameDirectory,
  writtenIdentity,
} from './core/directory-identity.ts';
export { fittingName } from './core/fitting-name.ts';
export { formatBytes } from './core/format-bytes.ts';
export { isWithin } from './core/is-within.ts';
export { isMadeFor } from './core/is-made-for.ts';
export type { AgentDirectory } from './core/maker-file.ts';
export { registeredInstances } from './core/registered-instances.ts';
export { isThere } from './core/stats-at.ts';
export { sandboxId } from './core/sandbox-name.ts';
export { withOperationLock } from './core/with-operation-lock.ts';
export { madeBefore, type MadeBefore } from './create/made-before.ts';
export { listIgnored } from './destroy/ignored-files.ts';
export { resolveSandbox, type ResolveSandboxOptions } from './destroy/resolve-sandbox.ts';
export { assertOwnProject } from './engine/assert-own-project.ts';
export { mountsBelow } from './entries/mounts-below.ts';
export { parseOwnDirectories } from './env-file/own-directories.ts';
export { isTracked } from './env-file/assert-untracked.ts';
export { type ResolvedEnvFile, resolveEnvFile } from './env-file/parse-env-file.ts';
export { currentBranch } from './git/current-branch.ts';
export { gitEnvironment } from './git/git-environment.ts';
export { type SaidPlace } from './env-file/said-place.ts';
export { type GitFacts, gitFacts } from './git/git-facts.ts';
export { OLDEST_GIT, tooOldGit } from './git/git-version.ts';
export { isKtrdr } from './git/is-ktrdr.ts';
export { recentBranches } from './git/recent-branches.ts';
export { countWork, listWork } from './git/list-work.ts';
export { runGit } from './git/run-git.ts';
export { describeForeignWorker } from './readiness/judge-workers.ts';
export { gatherReport, type ReportFile } from './report/gather-report.ts';
export { ownVersion } from './records/own-version.ts';
export { recordExplained } from './records/record-instance.ts';
export { filledShared, planShared } from './shared-data/plan-shared.ts';
export { resolvedText } from './start/resolved-text.ts';
export { whichThereAre } from './served/absent-service.ts';
export { servedBy } from './served/served-by.ts';
export { type CheckoutFields, checkoutFields } from './start/secrets/checkout-fields.ts';
export { howToName } from './start/secrets/how-to-name.ts';
export { rememberPlace } from './start/secrets/remember-place.ts';
export { type SecretsSource, secretsSource } from './start/secrets/secrets-source.ts';
export { assertJson } from './user-settings/assert-json.ts';
export { changeUserSettings, replaceUserSettings } from './user-settings/change-user-settings.ts';
export { type ListedSetting, listUserSettings } from './user-settings/list-user-settings.ts';
export { readSettingsText } from './user-settings/read-user-settings.ts';
export { unknownKey } from './user-settings/parse-user-settings.ts';
export { SETTING_KEYS } from './user-settings/setting-keys.ts';
export { userSettings } from './user-settings/user-settings.ts';
export { inheritedVolumes } from './volumes/inherited-volumes.ts';
export { volumesInTheWay } from './volumes/volumes-in-the-way.ts';
