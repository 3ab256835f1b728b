import type { ByteStore } from '@perceptrons/data';

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

/** What every run has that can be taken up again. */
interface Saved {
  description: { settings: object };
  losses: object;
}

/** The saved run of one page: what the page has shown of it, next to its checkpoint. */
export function runFile<Run extends Saved>(name: string) {
  return {
    save: (store: ByteStore, run: Run): Promise<void> => store.write(name, new TextEncoder().encode(toText(run))),
    /** The run of an earlier visit; undefined where there is none or it was written by another version. */
    async load(store: ByteStore): Promise<Run | undefined> {
      const bytes = await store.read(name);
      if (!bytes) return undefined;
      try {
        const run = fromText(new TextDecoder().decode(bytes)) as Partial<Run>;
        const whole = run.description?.settings && typeof run.losses === 'object' && run.losses !== null;
        return whole ? (run as Run) : undefined;
      } catch {
        return undefined;
      }
    },
    forget: (store: ByteStore): Promise<void> => store.remove(name),
  };
}
