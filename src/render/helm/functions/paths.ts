import { type Family, fn } from './define.ts';

/**
 * Paths with slashes; those of the operating system are the same, on Linux.
 * @see https://pkg.go.dev/path
 */
export const paths: Family = {
  base: fn(['string'], (_, path) => base(String(path))),
  dir: fn(['string'], (_, path) => dir(String(path))),
  clean: fn(['string'], (_, path) => clean(String(path))),
  ext: fn(['string'], (_, path) => ext(String(path))),
  isAbs: fn(['string'], (_, path) => String(path).startsWith('/')),
  osBase: fn(['string'], (_, path) => base(String(path))),
  osDir: fn(['string'], (_, path) => dir(String(path))),
  osClean: fn(['string'], (_, path) => clean(String(path))),
  osExt: fn(['string'], (_, path) => ext(String(path))),
  osIsAbs: fn(['string'], (_, path) => String(path).startsWith('/')),
};

function base(path: string): string {
  if (path === '') return '.';
  return path.split('/').findLast((part) => part !== '') ?? '/';
}

const dir = (path: string): string => clean(path.slice(0, path.lastIndexOf('/') + 1));

function ext(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

/** The shortest path that is the same by its words alone. */
function clean(path: string): string {
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isRooted) kept.push(part);
  }
  const joined = (isRooted ? '/' : '') + kept.join('/');
  return joined === '' ? '.' : joined;
}
