/** Reads the project's own TypeScript sources with a real parser, for the architecture tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const SOURCE_FOLDERS = ['domain', 'sync', 'printers', 'main', 'renderer', 'electron', 'oms', 'test', 'scripts', 'bench'] as const;

export type SourceFile = {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lineCount: number;
  readonly imports: readonly string[];
  readonly functions: readonly { readonly name: string; readonly line: number; readonly lineCount: number }[];
  readonly hasDefaultExport: boolean;
  readonly isBarrel: boolean;
};

type Node = { readonly type: string; readonly start: number; readonly end: number } & Record<string, unknown>;

export function readSourceFiles(): SourceFile[] {
  return SOURCE_FOLDERS.flatMap((folder) => listTypeScript(join(ROOT, folder))).map(readSourceFile);
}

function listTypeScript(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const program = parseSync(path, text).program as unknown as Node;
  const imports: string[] = [];
  const functions: SourceFile['functions'][number][] = [];
  walk(program, 'anonymous', (node, name) => {
    const source = importedFrom(node);
    if (source !== null) imports.push(source);
    if (isFunction(node)) functions.push({ name, line: lineAt(text, node.start), lineCount: text.slice(node.start, node.end).split('\n').length });
  });
  const body = program['body'] as readonly Node[];
  return {
    path: relative(ROOT, path).replaceAll('\\', '/'),
    text,
    lineCount: text.split('\n').length,
    imports,
    functions,
    hasDefaultExport: body.some((node) => node.type === 'ExportDefaultDeclaration'),
    isBarrel: body.length > 0 && body.every((node) => node.type === 'ExportAllDeclaration' || (node.type === 'ExportNamedDeclaration' && node['source'] !== null)),
  };
}

function walk(node: Node, name: string, visit: (node: Node, name: string) => void): void {
  visit(node, name);
  const childName = nameOf(node) ?? name;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, childName, visit);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function isFunction(node: Node): boolean {
  if (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression') return true;
  return node.type === 'ArrowFunctionExpression' && (node['body'] as Node).type === 'BlockStatement';
}

function nameOf(node: Node): string | null {
  const id = node['id'] ?? node['key'];
  return isNode(id) && typeof id['name'] === 'string' ? id['name'] : null;
}

/** Static, re-exported and dynamic imports; a type-only import obeys the walls too. */
function importedFrom(node: Node): string | null {
  if (!['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression', 'TSImportType'].includes(node.type)) return null;
  const source = node['source'] ?? node['argument'];
  return isNode(source) && typeof source['value'] === 'string' ? source['value'] : null;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
