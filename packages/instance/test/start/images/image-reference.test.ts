import { expect, test } from '@jest/globals';
import { ownReference, parseReference, repositoryOf, sameImage } from '../../../src/start/images/image-reference.ts';

test.each([
  ['app', 'app', 'latest'],
  ['app:dev', 'app', 'dev'],
  ['ghcr.io/me/app:1.2', 'ghcr.io/me/app', '1.2'],
  ['localhost:5000/app', 'localhost:5000/app', 'latest'],
  ['localhost:5000/app:dev', 'localhost:5000/app', 'dev'],
  ['app:dev@sha256:0123', 'app', 'dev'],
])('%s is a repository and a tag', (reference, repository, tag) => {
  expect(parseReference(reference)).toEqual({ repository, tag });
});

test.each([
  ['app', 'app:latest', true],
  ['app', 'docker.io/library/app:latest', true],
  ['me/app:1', 'docker.io/me/app:1', true],
  ['app:dev', 'app:x', false],
  ['ghcr.io/app', 'app', false],
])('%s and %s name the same image: %s', (one, other, expected) => {
  expect(sameImage(one, other)).toBe(expected);
});

// Source: https://pkg.go.dev/github.com/distribution/reference#pkg-overview
const TAG = /^[\w][\w.-]{0,127}$/;

test.each([
  ['ktrdr-prod', 'ktrdr-prod'],
  ['ktrdr--feat-x', 'ktrdr--feat-x'],
  ['ktrdr--a_b', 'ktrdr--a_b'],
  ['slot-3', 'slot-3'],
  ['with blanks/and more', expect.stringMatching(/^with-blanks-and-more-[0-9a-f]{12}$/)],
  ['.hidden', expect.stringMatching(/^ihidden-[0-9a-f]{12}$/)],
  ['x'.repeat(200), expect.stringMatching(/^x+-[0-9a-f]{12}$/)],
])('the tag of instance %s is valid', (id, tag) => {
  const reference = ownReference('app', id);
  expect(reference.slice('app:'.length)).toEqual(tag);
  expect(reference.slice('app:'.length)).toMatch(TAG);
});

test.each([
  ['web', 'web'],
  ['My_Web.2', 'my-web-2'],
  ['_', 'image'],
])('service %s builds repository %s', (service, repository) => {
  expect(repositoryOf(service)).toBe(repository);
});
