import nx from '@nx/eslint-plugin';
import parser from '@typescript-eslint/parser';
import { quotedCommands } from './scripts/quoted-commands.mjs';

// Imports point one way: errors <- process, durable-files, engine <- libraries <- instance <- terminal <- setup <- cli.
const layers = [
  'errors',
  'process',
  'durable-files',
  'engine',
  'library',
  'instance',
  'terminal',
  'setup',
  'cli',
  'packaging',
  'test-support',
  'e2e',
  'bench',
];
const mayImport = {
  errors: [],
  process: ['errors'],
  'durable-files': ['errors'],
  engine: ['errors'],
  library: ['errors', 'process', 'durable-files', 'engine'],
  instance: ['errors', 'process', 'durable-files', 'engine', 'library'],
  terminal: ['errors', 'library', 'instance'],
  setup: ['errors', 'durable-files', 'library', 'instance', 'terminal'],
  cli: ['errors', 'durable-files', 'library', 'instance', 'terminal', 'setup'],
  packaging: [],
  'test-support': [],
  e2e: layers.filter((layer) => layer !== 'bench'),
  bench: layers,
};

export default [
  {
    ignores: ['**/dist/**', '**/node_modules/**', '**/fixtures/**', '**/tsup.config.bundled_*', '.demo/**', '.e2e/**'],
  },
  {
    files: ['**/*.ts', '**/*.mjs'],
    languageOptions: { parser, sourceType: 'module' },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          // A command is loaded when it runs; its options, from an entry of their own, before.
          checkDynamicDependenciesExceptions: ['@ktrdr/.*'],
          allow: ['^.*/(jest|tsup)\\.preset(\\.mjs|\\.ts)?$'],
          depConstraints: layers.map((layer) => ({
            sourceTag: `layer:${layer}`,
            onlyDependOnLibsWithTags: [...mayImport[layer], 'test-support'].map((name) => `layer:${name}`),
          })),
        },
      ],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    plugins: { ktrdr: { rules: { 'quoted-commands': quotedCommands } } },
    rules: {
      'ktrdr/quoted-commands': 'error',
      // What tests share is theirs alone: it is not published.
      'no-restricted-imports': ['error', '@ktrdr/test-support'],
    },
  },
];
