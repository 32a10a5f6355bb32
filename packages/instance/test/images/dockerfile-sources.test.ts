import { describe, expect, test } from '@jest/globals';
import { dockerfileSources } from '../../src/images/dockerfile-sources.ts';

const FROM = 'FROM base\n';

describe('paths of the context', () => {
  test.each([
    ['COPY pyproject.toml uv.lock ./', ['pyproject.toml', 'uv.lock']],
    ['copy a b/', ['a']],
    ['COPY --chown=1:1 --chmod=755 --link a b', ['a']],
    ['COPY ["with blanks", "there"]', ['with blanks']],
    ['COPY --chown=1:1 ["a", "b", "there"]', ['a', 'b']],
    ['COPY a \\\n  b \\\n# why\n\n  c /there', ['a', 'b', 'c']],
    ['ADD archive.tar /there', ['archive.tar']],
    ['COPY *.txt /there', ['*.txt']],
    ['COPY --from=base /x /y', []],
    ['COPY <<EOF /there\nCOPY secret /x\nEOF\nCOPY a b', ['a']],
    ["RUN cat >x <<'EOF'\nCOPY secret /x\nEOF\nCOPY a b", ['a']],
    ['RUN cat >x <<-EOF\n\tCOPY secret /x\n\tEOF\nCOPY a b', ['a']],
    ['RUN cat <<A <<B\nCOPY x y\nA\nCOPY x y\nB\nCOPY a b', ['a']],
    // As the newest revision of KTRDR writes it.
    ["RUN cat >> x << 'EOF'\nCOPY secret /x\nEOF\nCOPY a b", ['a']],
    ['RUN cat <<\tA << "B"\nCOPY x y\nA\nCOPY x y\nB\nCOPY a b', ['a']],
    ['RUN cat 3<<A\nCOPY x y\nA\nCOPY a b', ['a']],
    ['RUN cat <<<word\nCOPY a b', ['a']],
    ['RUN cat <<< word\nCOPY a b', ['a']],
    ['RUN --mount=type=cache,target=/c --mount=type=bind,source=lock,target=/l true', ['lock']],
    ['RUN --mount=target=/all true', ['.']],
    ['RUN --mount=type=secret,id=x true', []],
    ['RUN echo COPY x y', []],
    ['# COPY x y', []],
    ['ONBUILD COPY x y', []],
    ['COPY a b\r\nCOPY c d\r\n', ['a', 'c']],
  ])('%j', (text, paths) => {
    expect(dockerfileSources(FROM + text)?.paths).toEqual(paths);
  });
});

describe('images', () => {
  test.each<[string, string[], Record<string, string>?]>([
    ['FROM python:3.13-slim as dev', ['python:3.13-slim']],
    ['FROM --platform=$BUILDPLATFORM a AS one\nFROM one\nFROM scratch\nCOPY --from=ONE x y\nCOPY --from=0 x y', ['a']],
    ['FROM a\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/', ['a', 'ghcr.io/astral-sh/uv:0.9']],
    ['FROM a\nRUN --mount=from=tools,target=/t true', ['a', 'tools']],
    ['ARG V=3.13\nFROM python:${V}-slim', ['python:3.13-slim']],
    ['ARG V="3.13"\nARG IMAGE=python:$V\nFROM $IMAGE', ['python:3.13']],
    ['ARG V=1\nFROM a:${V}', ['a:2'], { V: '2' }],
    ['FROM a:${V:-1}', ['a:1']],
  ])('%j', (text, images, args = {}) => {
    expect(dockerfileSources(text, args)?.images).toEqual(images);
  });
});

test.each([
  ['a variable in a source', 'FROM a\nARG X\nCOPY $X /there'],
  ['a variable without a value in FROM', 'ARG X\nFROM a:$X'],
  ['a variable in --from', 'FROM a\nCOPY --from=$X a b'],
  ['another machine', 'FROM a\nADD https://example.org/x /x'],
  ['a repository', 'FROM a\nADD git@example.org:me/x.git /x'],
  ['another escape character', '# escape=`\nFROM a'],
  ['a here-document without an end', 'FROM a\nRUN cat <<EOF\nCOPY a b'],
  ['a here-document that is not understood', 'FROM a\nRUN cat <<$X\nCOPY a b'],
  ['a blank after <<-, where BuildKit takes none', 'FROM a\nRUN cat <<- EOF\nCOPY x y\nEOF\nCOPY a b'],
  ['a << in quotes', 'FROM a\nRUN echo "see << EOF here"\nCOPY x y\nEOF\nCOPY a b'],
  ['a << that ends another word', 'FROM a\nRUN cat>x<<EOF\nCOPY x y\nEOF\nCOPY a b'],
  ['a quote without its end', "FROM a\nRUN echo it's <<EOF\nCOPY x y\nEOF\nCOPY a b"],
])('what %s decides, only a build can tell', (_, text) => {
  expect(dockerfileSources(text)).toBeUndefined();
});
