import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PUBLISHED_LIBRARIES } from '@ktrdr/packaging/published';
import ts from 'typescript';
import { WORKSPACE } from '../src/places.ts';

// What a library publishes has a comment that its types carry to who uses it: every function, class and type that its index lists, and
// the methods of the types. Codes that a function throws itself are named, and the README knows every function.

const { sys } = ts;
const options = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(WORKSPACE, 'tsconfig.base.json'), (file) => sys.readFile(file)).config,
  sys,
  WORKSPACE,
).options;
const lists = PUBLISHED_LIBRARIES.map((name) => join(WORKSPACE, 'packages', name, 'src/index.ts'));
const program = ts.createProgram(lists, { ...options, types: [] });
const checker = program.getTypeChecker();

interface Published {
  /** As `function start` or `Registry.list()`. */
  readonly name: string;
  readonly isFunction: boolean;
  readonly comment: string;
  /** The code behind it. */
  readonly declarations: readonly ts.Declaration[];
}

/** What a list of exports publishes: each name, and the methods of the types among them. */
function published(source: ts.SourceFile): Published[] {
  const module = checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${source.fileName} exports nothing`);
  return checker.getExportsOfModule(module).flatMap((listed) => {
    const symbol = (listed.flags & ts.SymbolFlags.Alias) === 0 ? listed : checker.getAliasedSymbol(listed);
    const isType = (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class)) !== 0;
    const methods = isType ? [...(symbol.members?.values() ?? [])].filter(isMethod) : [];
    const own = asPublished(listed.name, symbol);
    return [own].concat(methods.map((method) => asPublished(`${listed.name}.${method.name}`, method)));
  });
}

function asPublished(name: string, symbol: ts.Symbol): Published {
  const declarations = symbol.declarations ?? [];
  return {
    name,
    isFunction: declarations.some((one) => ts.isFunctionDeclaration(one)),
    comment: declarations
      .flatMap((one) => ts.getJSDocCommentsAndTags(one).map((comment) => comment.getText()))
      .join('\n'),
    declarations,
  };
}

function isMethod({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some(
    (one) =>
      ts.isMethodSignature(one) ||
      ts.isMethodDeclaration(one) ||
      (ts.isPropertySignature(one) && one.type !== undefined && ts.isFunctionTypeNode(one.type)),
  );
}

/** The codes of errors that are made in this very code, and not by what it calls. */
function ownCodes(node: ts.Node): string[] {
  const codes: string[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isNewExpression(one) && one.expression.getText() === 'CodedError') {
      codes.push(...[...one.getText().matchAll(/\bcode: '([A-Z_]+)'/g)].flatMap(([, code]) => code ?? []));
    }
    ts.forEachChild(one, visit);
  };
  visit(node);
  return codes;
}

const libraries = lists.map((list) => {
  const source = program.getSourceFile(list);
  if (source === undefined) throw new Error(`${list} is not there`);
  return { name: basename(join(list, '../..')), all: published(source) };
});

test.each(libraries)('all that $name publishes has a comment', ({ all }) => {
  expect(all.filter(({ comment }) => comment === '').map(({ name }) => name)).toEqual([]);
});

test.each(libraries)('the functions of $name say which errors they throw themselves', ({ all }) => {
  const silent = all.flatMap(({ name, comment, declarations }) =>
    declarations.flatMap((one) =>
      ownCodes(one)
        .filter((code) => !comment.includes(code))
        .map((code) => `${name} ${code}`),
    ),
  );
  expect(silent).toEqual([]);
});

test.each(libraries)('the README of $name has every function', async ({ name, all }) => {
  const readme = await readFile(join(WORKSPACE, 'packages', name, 'README.md'), 'utf8');
  const unknown = all.filter((one) => one.isFunction && !new RegExp(String.raw`\b${one.name}\b`).test(readme));
  expect(unknown.map((one) => one.name)).toEqual([]);
});
