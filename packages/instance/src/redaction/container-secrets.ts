import type { Container, Docker } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import type { Environment } from '../core/environment.ts';
import { isOfThisMachine } from '../core/is-of-this-machine.ts';
import { isIdentity } from '../entries/mounted-file.ts';
import { isMissing } from '../core/stats-at.ts';
import { isSecretName } from './is-secret-name.ts';
import { isInsecureDefault, secretValues } from './secret-values.ts';
import { secretsInContent } from './secrets-in-content.ts';
import { secretsInFile } from './secrets-in-file.ts';
import { LARGEST_BYTES, textOfFile } from './text-of-file.ts';

/** Where Compose has secrets in a container: https://docs.docker.com/reference/compose-file/services/#secrets */
const SECRETS = '/run/secrets';

type Asked = Pick<Container, 'id' | 'name' | 'state' | 'environment' | 'binds'>;

export interface ContainerSecrets {
  /** What must not be shown, once each. */
  readonly values: readonly string[];
  /** The names of containers of which nobody knows what secrets they have as files: some cannot be read. */
  readonly unknown: readonly string[];
}

/**
 * What must not be shown of what containers write: secrets in their environments, those that they have as files (all in `/run/secrets`, and what a
 * variable like `POSTGRES_PASSWORD_FILE` leads to), and those in files of settings that are mounted from this machine.
 */
export async function containerSecrets(
  { filesIn }: Pick<Docker, 'filesIn'>,
  containers: readonly Asked[],
): Promise<ContainerSecrets> {
  const sources = new Set(containers.flatMap(({ binds }) => binds.map(({ source }) => source)));
  const [asked, settings] = await Promise.all([
    Promise.all(containers.map(async (one) => await secretFiles(filesIn, one))),
    Promise.all(Array.from(sources, async (source) => ({ source, ...(await textOfFile(source)) }))),
  ]);
  const unread = new Set(settings.flatMap(({ source, kind }) => (kind === 'unread' ? [source] : [])));
  const hasUnread = ({ binds }: Asked): boolean => binds.some(({ source }) => unread.has(source));
  const unknown = [...asked.flatMap((one) => one.unknown), ...containers.filter(hasUnread).map(({ name }) => name)];
  const texts = settings.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
  const secrets = asked.flatMap(({ files }) => files.filter(isShort).map((file) => file.toString()));
  const found = await Promise.all([...secrets.map(secretsInFile), ...texts.map(secretsInContent)]);
  const values = found.flat().filter((value) => value !== '' && !isInsecureDefault(value));
  return {
    values: [...new Set([...secretValues(containers.map(({ environment }) => environment())), ...values])],
    unknown: [...new Set(unknown)],
  };
}

async function secretFiles(
  filesIn: Docker['filesIn'],
  container: Asked,
): Promise<{ readonly files: readonly Buffer[]; readonly unknown: readonly string[] }> {
  const { id, name, environment } = container;
  if (!(await mayBeAsked(container))) return { files: [], unknown: [name] };
  try {
    const paths = [SECRETS, ...pathsIn(environment())];
    const read = await Promise.all(paths.map(async (path) => await filesIn(id, path)));
    // It need not have secrets; but a variable that leads to one says that there is, or was, one.
    const isAllRead = read.every((one, at) => (one === undefined ? paths[at] === SECRETS : one.unread.length === 0));
    return { files: read.flatMap((one) => one?.files ?? []), unknown: isAllRead ? [] : [name] };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { files: [], unknown: [name] };
  }
}

/**
 * Whether the Engine changes nothing when it is asked for files of a container. It mounts everything first, and makes, as root, directories in place of what it
 * would mount and is not there: of a checkout that was moved, say, or of a deleted file (seen with 26.1). What one that runs mounts is there, unless it was
 * seen on this machine when it was made, and is gone.
 */
async function mayBeAsked({ state, binds }: Asked): Promise<boolean> {
  const isRunning = state === 'running' || state === 'paused';
  const here = binds.filter(({ source, noted }) => isOfThisMachine(source) && (!isRunning || isIdentity(noted)));
  const found = await Promise.all(here.map(async ({ source }) => !(await isMissing(source))));
  return found.every(Boolean);
}

/** The files that variables lead to and that hold secrets by the variables' names, but for those that are looked at anyway. */
function pathsIn(environment: Environment): string[] {
  return Object.entries(environment).flatMap(([name, path = '']) => {
    const [, secret] = /^(.+)_FILE$/.exec(name) ?? [];
    const isElsewhere = path.startsWith('/') && !path.startsWith(`${SECRETS}/`);
    return secret !== undefined && isSecretName(secret) && isElsewhere ? [path] : [];
  });
}

function isShort({ length }: Buffer): boolean {
  return length <= LARGEST_BYTES;
}
