/** A statement about one vertex, pair or triple, as a noun phrase. */
export interface Words {
  one: string;
  many: string;
  /** How many tuples stand for one thing: an edge is two ordered pairs. */
  orderings: number;
}

const smallNumbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** 2 as `two`. */
export function numberWord(value: number): string {
  return smallNumbers[value] ?? String(value);
}

/** `two vertices`, `one vertex`. */
export function counted(value: number, one: string, many: string): string {
  return `${numberWord(value)} ${value === 1 ? one : many}`;
}

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}

const byNumbers = new Intl.Collator('en', { numeric: true });

/** How often each value occurs, in the order of a dictionary with numbers in their own order. */
export function tally(values: readonly string[]): Array<[value: string, count: number]> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => byNumbers.compare(a, b));
}
