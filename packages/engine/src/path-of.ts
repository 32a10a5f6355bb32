/** The path of one thing, which is known by an id or a name, and of what is asked of it: `/containers/a1/json`. */
export function pathOf(kind: 'containers' | 'images' | 'networks' | 'volumes', name: string, what = ''): string {
  // The name of an image may have slashes, which are part of the path there; in others they are no part of a name.
  const encoded = kind === 'images' ? name.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(name);
  return `/${kind}/${encoded}${what}`;
}
