import { DataError } from '@perceptrons/tensor';
import { type ByteStore, checkStoreName } from '../stores/byte-store';

const storeName = 'entries';

/**
 * A store in the browser's IndexedDB, shared by all pages and workers of the origin. Every call is one transaction, so a
 * closed page leaves the old bytes or the new ones, and appends from several tabs do not interleave.
 *
 * An append rewrites its entry: meant for logs of up to a few megabytes.
 *
 * @param name Name of the database; stores of different names are separate.
 * @throws DataError `data/indexed-db` from every call if the browser refuses storage (private mode, full disk).
 */
export function indexedDbStore(name: string): ByteStore {
  let opened: Promise<IDBDatabase> | undefined;

  const database = () => {
    opened ??= open(name, () => {
      opened = undefined;
    });
    return opened;
  };

  async function run<Result>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore, done: (result: Result) => void) => void,
  ) {
    try {
      const transaction = (await database()).transaction(storeName, mode, { durability: 'strict' });
      return await new Promise<Result>((resolve, reject) => {
        let result: Result;
        transaction.oncomplete = () => resolve(result);
        transaction.onabort = () => reject(transaction.error);
        work(transaction.objectStore(storeName), (value) => {
          result = value;
        });
      });
    } catch (cause) {
      opened = undefined;
      throw new DataError({
        code: 'data/indexed-db',
        cause,
        message: `The browser's storage "${name}" failed: ${cause instanceof Error ? cause.message : String(cause)}. Allow storage for this page and free some space, or use memoryStore().`,
      });
    }
  }

  return {
    async read(key) {
      checkStoreName(key);
      return run<Uint8Array | undefined>('readonly', (store, done) => {
        const request: IDBRequest<Uint8Array | undefined> = store.get(key);
        request.onsuccess = () => done(request.result);
      });
    },
    async write(key, bytes) {
      checkStoreName(key);
      // A view would be stored with its whole buffer.
      const copy = bytes.slice();
      await run<void>('readwrite', (store) => {
        store.put(copy, key);
      });
    },
    async append(key, text) {
      checkStoreName(key);
      const added = new TextEncoder().encode(text);
      await run<void>('readwrite', (store) => {
        const request: IDBRequest<Uint8Array | undefined> = store.get(key);
        request.onsuccess = () => {
          const old = request.result ?? new Uint8Array();
          const joined = new Uint8Array(old.length + added.length);
          joined.set(old);
          joined.set(added, old.length);
          store.put(joined, key);
        };
      });
    },
    async remove(key) {
      checkStoreName(key);
      await run<void>('readwrite', (store) => {
        store.delete(key);
      });
    },
    async list(prefix = '') {
      return run<string[]>('readonly', (store, done) => {
        const request = store.getAllKeys();
        request.onsuccess = () =>
          done(
            request.result
              .map(String)
              .filter((key) => key.startsWith(prefix))
              .sort(),
          );
      });
    },
  };
}

function open(name: string, onClosed: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(storeName);
    };
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = onClosed;
      // Another tab deletes or upgrades the database: let it, and open again when needed.
      database.onversionchange = () => {
        database.close();
        onClosed();
      };
      resolve(database);
    };
    request.onerror = () => reject(request.error);
  });
}
