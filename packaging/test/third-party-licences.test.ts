import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { nameOrigins } from '../src/name-origins.ts';
import { originsIn } from '../src/origins.ts';
import { thirdPartyLicences } from '../src/third-party-licences.ts';

// A real bundle, of packages that are really installed.

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'licences-')));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(name: string, files: Readonly<Record<string, string>>): void {
  const directory = join(root, 'node_modules', name);
  mkdirSync(directory, { recursive: true });
  const manifest = { name, version: '1.2.3', license: 'MIT', type: 'module', main: 'index.js', sideEffects: false };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'index.js'), `export const value = ${JSON.stringify(name)};\n`);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(directory, path), text);
}

async function bundle(source: string): Promise<string> {
  writeFileSync(join(root, 'main.js'), source);
  const notices = join(root, 'dist', 'notices.txt');
  await build({
    absWorkingDir: root,
    entryPoints: ['main.js'],
    bundle: true,
    format: 'esm',
    outdir: 'dist',
    logLevel: 'silent',
    plugins: [thirdPartyLicences(notices)],
  });
  return readFileSync(notices, 'utf8');
}

test('all packages that are in the bundle, with their texts; none that are not', async () => {
  install('used', { LICENSE: 'Copyright (c) the users\n', 'NOTICE.md': 'with thanks' });
  install('@scope/used', { 'licence.txt': 'Copyright (c) the scope' });
  install('only-imported', { LICENSE: 'Copyright (c) nobody' });
  const text = await bundle(
    ['used', '@scope/used', 'only-imported']
      .map((name, index) => `import { value as v${index} } from '${name}';`)
      .concat('console.log(v0, v1);')
      .join('\n'),
  );
  const rule = '-'.repeat(80);
  expect(text).toBe(
    [
      'This program contains code of these packages.',
      '',
      rule,
      '@scope/used 1.2.3 (MIT)',
      rule,
      '',
      'Copyright (c) the scope',
      '',
      rule,
      'used 1.2.3 (MIT)',
      rule,
      '',
      'Copyright (c) the users',
      '',
      'with thanks',
      '',
    ].join('\n'),
  );
});

test('a package without a licence text fails the build', async () => {
  install('silent', {});
  await expect(bundle(`import { value } from 'silent'; console.log(value);`)).rejects.toThrow(
    'silent 1.2.3 is in the bundle and brings no licence text',
  );
});

test('each chunk says whose code it contains', async () => {
  install('used', { LICENSE: 'Copyright (c) the users' });
  install('@scope/lazy', { LICENSE: 'Copyright (c) the scope' });
  writeFileSync(join(root, 'lazy.js'), "export { value } from '@scope/lazy';\n");
  writeFileSync(join(root, 'own.js'), 'export const own = 1;\n');
  writeFileSync(
    join(root, 'main.js'),
    "import { value } from 'used'; console.log(value); import('./lazy.js'); import('./own.js');\n",
  );
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['main.js'],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    outdir: 'dist',
    write: false,
    plugins: [nameOrigins()],
  });
  const said = outputFiles.map(({ path, text }) => [basename(path).replace(/-.*/, ''), originsIn(text)]);
  expect(Object.fromEntries(said)).toEqual({ 'main.js': ['used'], lazy: ['@scope/lazy'], own: [] });
});
