import { createHash } from 'node:crypto';

/** A reference to an image, taken apart: `ghcr.io/me/app:dev` is the repository `ghcr.io/me/app` and the tag `dev`. */
export interface ImageReference {
  readonly repository: string;
  readonly tag: string;
}

/**
 * Takes a reference apart; a digest is left out, a missing tag is `latest`.
 * Source: https://pkg.go.dev/github.com/distribution/reference#pkg-overview
 */
export function parseReference(reference: string): ImageReference {
  const [name = ''] = reference.split('@');
  // A colon before a slash is that of a registry's port.
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  if (colon === -1) return { repository: name, tag: 'latest' };
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

/** Whether two references name the same image: `app` and `docker.io/library/app:latest` do. */
export function sameImage(one: string, other: string): boolean {
  return familiar(one) === familiar(other);
}

function familiar(reference: string): string {
  const { repository, tag } = parseReference(reference);
  return `${repository.replace(/^(docker\.io\/library\/|docker\.io\/|library\/)/, '')}:${tag}`;
}

/** The instance's own tag of a repository. An instance has one tag, in as many repositories as it builds images. */
export function ownReference(repository: string, instanceId: string): string {
  return `${repository}:${ownTag(instanceId)}`;
}

const LONGEST = 128;

/** The id itself, wherever it is a valid tag; else what can be kept of it, and what tells it from others like it. */
function ownTag(id: string): string {
  if (/^\w[\w.-]*$/.test(id) && id.length <= LONGEST) return id;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 12);
  return `${id.replaceAll(/[^\w.-]+/g, '-').slice(0, LONGEST - 14)}-${hash}`.replace(/^[.-]+/, 'i');
}

/** A repository's name that is made of a service's. */
export function repositoryOf(service: string): string {
  const name = service
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'image' : name;
}
