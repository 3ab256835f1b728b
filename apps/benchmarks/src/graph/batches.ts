// Ways to put graphs of unequal sizes into batches.
import { mix } from '../mixer/weights';
import type { EpochCase } from './case';

/** One batch: the vertices of its graphs, and of the largest, to which the others are padded. */
export interface SizedBatch {
  sizes: number[];
  nodes: number;
  /** False where all graphs fill their places. */
  padded: boolean;
}

function chunks(sizes: number[], length: number): number[][] {
  return Array.from({ length: Math.ceil(sizes.length / length) }, (_, index) =>
    sizes.slice(index * length, (index + 1) * length),
  );
}

const byHash = (sizes: number[]): number[] =>
  sizes
    .map((size, index) => ({ size, place: mix(-7, index) }))
    .sort((a, b) => a.place - b.place)
    .map(({ size }) => size);

export function batchesOf({ sizes, batch, batching }: EpochCase): SizedBatch[] {
  const largest = Math.max(...sizes);
  const sorted = [...sizes].sort((a, b) => a - b);
  if (batching === 'equal') {
    const groups = new Map<number, number[]>();
    for (const size of sorted) groups.set(size, [...(groups.get(size) ?? []), size]);
    return [...groups.values()].flatMap((group) =>
      chunks(group, batch).map((part) => ({ sizes: part, nodes: part[0], padded: false })),
    );
  }
  return chunks(batching === 'similar' ? sorted : byHash(sizes), batch).map((part) => ({
    sizes: part,
    nodes: batching === 'all' ? largest : Math.max(...part),
    padded: true,
  }));
}
