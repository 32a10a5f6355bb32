import { labels, RESTART_LABEL } from './labels.ts';

const label = (name: string): string => `{{json (.Label "${name}")}}`;

const format = `{${[
  '"id":{{json .ID}}',
  '"name":{{json .Names}}',
  '"state":{{json .State}}',
  '"status":{{json .Status}}',
  '"ports":{{json .Ports}}',
  `"project":${label(labels.project)}`,
  `"service":${label(labels.service)}`,
  `"directory":${label(labels.workingDirectory)}`,
  `"oneOff":${label(labels.oneOff)}`,
  `"restartPolicy":${label(RESTART_LABEL)}`,
].join(',')}}`;

/** Arguments of `docker` that list the containers of all Compose projects, stopped ones too, a line of JSON for each. */
export const listContainersArgs: readonly string[] = [
  'ps',
  '--all',
  '--no-trunc',
  '--filter',
  `label=${labels.project}`,
  '--format',
  format,
];
