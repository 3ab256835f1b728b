import { ConfigError } from '@perceptrons/tensor';

/**
 * Where checkpoints, records and cached data go. The same few calls work on memory, files and IndexedDB.
 *
 * Names are relative paths with `/`, for example `runs/mixer/checkpoint.safetensors`.
 */
export interface ByteStore {
  /** The bytes under a name, or undefined if there are none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Replaces the bytes under a name at once: a reader sees the old bytes or the new ones, also after a crash. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Adds UTF-8 text at the end, creating the entry if needed. Appends of one store never interleave. */
  append(name: string, text: string): Promise<void>;
  /** Removes a name; does nothing if it is absent. */
  remove(name: string): Promise<void>;
  /** All names that start with `prefix` (default: all), sorted. */
  list(prefix?: string): Promise<string[]>;
}

/**
 * Checks a name, so that every store accepts the same ones and no name leaves its folder.
 *
 * @throws ConfigError `data/store-name`.
 */
export function checkStoreName(name: string): string {
  const parts = typeof name === 'string' ? name.split('/') : [];
  const legal =
    parts.length > 0 && parts.every((part) => /^[^\\:*?"<>|\p{Cc}]+$/u.test(part) && !/^\.{1,2}$/.test(part));
  if (legal) return name;
  throw new ConfigError({
    code: 'data/store-name',
    argument: 'name',
    message: `The store name ${JSON.stringify(name) ?? String(name)} is not usable. A name is a relative path with "/", without empty parts, "." or "..", control characters or any of \\ : * ? " < > |.`,
  });
}
