import { type ByteStore, checkStoreName } from './byte-store';

/**
 * A store that lives as long as the object: for tests, and for pages that keep nothing.
 *
 * Bytes are copied in and out, so that later changes of a caller's array do not reach the store.
 */
export function memoryStore(): ByteStore {
  const entries = new Map<string, Uint8Array>();
  return {
    async read(name) {
      return entries.get(checkStoreName(name))?.slice();
    },
    async write(name, bytes) {
      entries.set(checkStoreName(name), bytes.slice());
    },
    async append(name, text) {
      const old = entries.get(checkStoreName(name)) ?? new Uint8Array();
      const added = new TextEncoder().encode(text);
      const joined = new Uint8Array(old.length + added.length);
      joined.set(old);
      joined.set(added, old.length);
      entries.set(name, joined);
    },
    async remove(name) {
      entries.delete(checkStoreName(name));
    },
    async list(prefix = '') {
      return [...entries.keys()].filter((name) => name.startsWith(prefix)).sort();
    },
  };
}
