import type { Container, Docker } from '@ktrdr/compose-runner';

export interface DatabaseLogin {
  readonly user: string;
  readonly name: string;
  /** Undefined unless it was asked for, and where it cannot be read. */
  readonly password: string | undefined;
  /** What is in a file of the container that cannot be read now, as sentences. */
  readonly unread: readonly string[];
}

type Asked = Pick<Container, 'id' | 'name' | 'state' | 'environment'>;

/**
 * Who logs in to a database of the official image, by the variables of its container; each may be in a file instead, which is read while the
 * container runs. Source: https://hub.docker.com/_/postgres ("Environment Variables", "Docker Secrets")
 */
export async function databaseLogin(
  { filesIn }: Pick<Docker, 'filesIn'>,
  { id, name: container, state, environment }: Asked,
  { secrets }: { readonly secrets: boolean },
): Promise<DatabaseLogin> {
  const given = environment();
  const unread: string[] = [];
  const read = async (name: string): Promise<string | undefined> => {
    const path = given[`${name}_FILE`];
    if (path === undefined || path === '') return given[name];
    // For a stopped container the Engine would mount everything first, and make what is not there.
    const [file] = (state === 'running' ? await filesIn(id, path) : undefined)?.files ?? [];
    if (file === undefined) unread.push(`${name}: it is in ${path}, which can only be read while ${container} runs.`);
    // As the image's own shell reads it.
    return file?.toString().replace(/\n+$/, '');
  };
  const user = (await read('POSTGRES_USER')) ?? 'postgres';
  return {
    user,
    name: (await read('POSTGRES_DB')) ?? user,
    password: secrets ? await read('POSTGRES_PASSWORD') : undefined,
    unread,
  };
}
