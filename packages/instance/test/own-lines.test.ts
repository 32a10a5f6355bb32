import { expect, test } from '@jest/globals';
import { instanceVariables } from '../src/env-file/instance-variables.ts';
import { countOwnLines } from '../src/env-file/own-lines.ts';
import { serializeEnvFile } from '../src/env-file/serialize-env-file.ts';
import { homeOf } from '../src/core/home.ts';
import { aSandbox } from './support/a.ts';

const instance = aSandbox();
const computed = instanceVariables(instance, homeOf({ HOME: '/home/me' }));
const ours = serializeEnvFile(computed);

test.each<[string, string, number]>([
  ['nothing', '', 0],
  ['what the registry says', ours, 0],
  ['that, edited by hand', ours.replace('SLOT_NUMBER=3', 'SLOT_NUMBER=4'), 0],
  [
    'what options are remembered by',
    `${ours}KTRDR_OP_VAULT=Work\nKTRDR_UP_WITHOUT=grafana\nKTRDR_UP_WORKERS=2\nKTRDR_UP_COMPOSE_FILES=a.yml\n`,
    0,
  ],
  ['a directory of its own', ours.replace(/KTRDR_MODELS_DIR=.*/, `KTRDR_MODELS_DIR=${instance.path}/models`), 0],
  ['a directory elsewhere', ours.replace(/KTRDR_MODELS_DIR=.*/, 'KTRDR_MODELS_DIR=/mnt/models'), 1],
  ['lines and comments of a person, and blank lines', `# mine\n\nMY_TOKEN=1\n${ours}LOG_LEVEL="DEBUG" # loud\n`, 3],
  ['a value that cannot be told', `${ours}MY_URL=\${HOST?say which}/a\n`, 1],
  ['comments behind values of ours', ours.replaceAll(/^(INSTANCE_ID|SLOT_NUMBER)=.*/gm, '$& # mine'), 2],
  ['blanks behind a value of ours', ours.replace(/^INSTANCE_ID=.*/m, '$& \t'), 0],
  ['a setting behind a value of ours in quotes', ours.replace(/^INSTANCE_ID=(.*)/m, 'INSTANCE_ID="$1" MINE=1'), 1],
  ['a value of several lines', `${ours}KEY="a\nb\nc"\n`, 3],
  ['a name alone, and what is no statement', `${ours}HTTP_PROXY\n=x\n`, 2],
])('%s: %#', (_, text, count) => {
  expect(countOwnLines(text, { path: instance.path, computed })).toBe(count);
});
