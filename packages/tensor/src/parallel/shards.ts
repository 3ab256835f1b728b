// How a batch is cut and who does what. Nothing here depends on time, so that the same batch gives the same sums of the
// same parts, whichever worker computes them.

/** Half-open range of numbers. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The part with number `index` of `count` nearly equal parts of 0 to `size`. */
export function part(index: number, count: number, size: number): Range {
  return { start: Math.floor((index * size) / count), end: Math.floor(((index + 1) * size) / count) };
}

/**
 * Gives every variable to one worker that updates it: the largest first, each to the worker that has least.
 *
 * @returns for each variable the number of its worker.
 */
export function assignOwners(sizes: readonly number[], workers: number): number[] {
  const loads = new Array<number>(workers).fill(0);
  const owners = new Array<number>(sizes.length).fill(0);
  const order = sizes.map((_, index) => index).sort((a, b) => sizes[b] - sizes[a] || a - b);
  for (const index of order) {
    const owner = loads.indexOf(Math.min(...loads));
    owners[index] = owner;
    loads[owner] += sizes[index];
  }
  return owners;
}

/**
 * Sums in a fixed tree: neighbours first, then neighbours of sums. The order depends on the number of values alone.
 *
 * @param values At least one.
 * @param add Adds two neighbours; may reuse them.
 */
export function treeSum<Value>(values: readonly Value[], add: (a: Value, b: Value) => Value): Value {
  let level = [...values];
  while (level.length > 1) {
    const next: Value[] = [];
    for (let i = 0; i < level.length; i += 2) next.push(i + 1 < level.length ? add(level[i], level[i + 1]) : level[i]);
    level = next;
  }
  return level[0];
}
