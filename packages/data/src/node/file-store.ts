import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type ByteStore, checkStoreName } from '../stores/byte-store';

const partial = /\.[0-9a-f-]{36}\.partial$/;

/**
 * A store in a folder of the file system, which is created when something is written.
 *
 * A write goes to a temporary file beside the target, is flushed to the disk and renamed, so a crash leaves the old bytes or
 * the new ones. Appends are flushed too; one store runs them one after the other.
 */
export function fileStore(directory: string): ByteStore {
  const root = path.resolve(directory);
  const pathOf = (name: string) => path.join(root, ...checkStoreName(name).split('/'));
  let lastAppend: Promise<void> = Promise.resolve();
  return {
    async read(name) {
      try {
        const buffer = await readFile(pathOf(name));
        // Small files may lie in a buffer that Node shares with others; such bytes could not be transferred to a worker.
        return buffer.byteLength === buffer.buffer.byteLength ? new Uint8Array(buffer.buffer) : Uint8Array.from(buffer);
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    },
    async write(name, bytes) {
      const target = pathOf(name);
      const temporary = `${target}.${randomUUID()}.partial`;
      await mkdir(path.dirname(target), { recursive: true });
      try {
        await flushed(temporary, 'wx', bytes);
        await rename(temporary, target);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      await flushDirectory(path.dirname(target));
    },
    append(name, text) {
      const target = pathOf(name);
      const appended = lastAppend.then(async () => {
        await mkdir(path.dirname(target), { recursive: true });
        await flushed(target, 'a', new TextEncoder().encode(text));
      });
      // A failed append rejects its own promise and must not block the ones after it.
      lastAppend = appended.catch(() => {});
      return appended;
    },
    async remove(name) {
      await rm(pathOf(name), { force: true });
    },
    async list(prefix = '') {
      let entries: import('node:fs').Dirent[];
      try {
        entries = await readdir(root, { recursive: true, withFileTypes: true });
      } catch (error) {
        if (isAbsent(error)) return [];
        throw error;
      }
      return entries
        .filter((entry) => entry.isFile() && !partial.test(entry.name))
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
        .filter((name) => name.startsWith(prefix))
        .sort();
    },
  };
}

async function flushed(file: string, flags: 'wx' | 'a', bytes: Uint8Array): Promise<void> {
  const handle = await open(file, flags);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename durable. Windows cannot open folders; there the rename itself is all one gets. */
async function flushDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
