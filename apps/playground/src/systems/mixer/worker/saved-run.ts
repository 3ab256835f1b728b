import type { ByteStore } from '@perceptrons/data';
import type { SavedRun } from '../run';

const name = 'mixer/run.json';
const typed = { Uint8Array, Float32Array };
type TypedName = keyof typeof typed;

/** JSON with byte and float arrays kept as such. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (!(item instanceof Uint8Array) && !(item instanceof Float32Array)) return item;
    return { array: item instanceof Uint8Array ? 'Uint8Array' : 'Float32Array', values: [...item] };
  });
}

export function fromText(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) => {
    if (typeof item !== 'object' || item === null || !('array' in item) || !('values' in item)) return item;
    return typed[item.array as TypedName].from(item.values as number[]);
  });
}

/** Saves what the page has shown of a run, next to its checkpoint. */
export async function saveRun(store: ByteStore, run: SavedRun): Promise<void> {
  await store.write(name, new TextEncoder().encode(toText(run)));
}

/** The run of an earlier visit; undefined where there is none or it was written by another version. */
export async function loadRun(store: ByteStore): Promise<SavedRun | undefined> {
  const bytes = await store.read(name);
  if (!bytes) return undefined;
  try {
    const run = fromText(new TextDecoder().decode(bytes)) as SavedRun;
    return run.description?.settings && Array.isArray(run.losses) ? run : undefined;
  } catch {
    return undefined;
  }
}

export async function forgetRun(store: ByteStore): Promise<void> {
  await store.remove(name);
}
