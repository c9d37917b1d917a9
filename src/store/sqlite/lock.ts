import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Keeps every other process off a folder until this one ends, however it ends: the operating system gives the lock
 * back. https://sqlite.org/lockingv3.html
 *
 * @throws where another process holds it
 */
export function lockFolder(path: string): { release(): void } {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new Error(`another Portcullis uses ${path}; several processes need PostgreSQL (DATABASE_URL)`);
  }
  return { release: () => lock.close() };
}
