import { CodedError } from '@ktrdr/errors';

const PREFIX = 'ktrdr--';
/** So long a slug may be: with it, the names of containers stay below the 63 characters that DNS allows. */
export const LONGEST_SLUG = 32;

/** What names mean to whoever reads them, whatever could be made of them. */
const OTHER_MEANINGS: readonly { readonly pattern: RegExp; readonly means: string }[] = [
  { pattern: /^(?:ktrdr--)?local-prod$|^ktrdr-prod$/, means: 'the instance for real work' },
  { pattern: /^[/~]|(?:^|\/)\.\.?(?:\/|$)/, means: 'a directory' },
];

/**
 * What a name becomes in ids and directories: lower-case letters, digits, `-` and `_`, beginning with a letter or digit; empty
 * when nothing of it can be kept. Accents are dropped, everything else becomes `-`.
 * Source: https://docs.docker.com/compose/how-tos/project-name/
 */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^[-_]+|[-_]+$/g, '');
}

/** What stands for a name in its id, however long; the name may be an id. */
export function slugInId(name: string): string {
  return slugOf(name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name);
}

/**
 * The id of a sandbox that is to be made: that of {@link sandboxId}, but for names that say something else.
 *
 * @throws CodedError `NAME_INVALID`
 */
export function newSandboxId(name: string): string {
  const id = sandboxId(name);
  const means = OTHER_MEANINGS.find(({ pattern }) => pattern.test(name))?.means;
  if (means === undefined) return id;
  throw new CodedError(`"${name}" cannot be the name of a sandbox: it means ${means}`, {
    code: 'NAME_INVALID',
    hint: 'Give a name of letters and digits, such as: feat-x',
  });
}

/**
 * The id of the sandbox of that name, which is also the name of its Compose project and its directory: `ktrdr--<slug>`. An id
 * may be given as the name.
 *
 * @throws CodedError `NAME_INVALID`
 */
export function sandboxId(name: string): string {
  const slug = slugInId(name);
  if (slug !== '' && slug.length <= LONGEST_SLUG) return `${PREFIX}${slug}`;
  throw new CodedError(
    slug === ''
      ? `No id can be made of the name "${name}"`
      : `The name "${name}" is too long: ${slug.length} characters of ${LONGEST_SLUG}`,
    { code: 'NAME_INVALID', hint: 'Give a name of letters and digits, such as: feat-x' },
  );
}
