/** Values of a file as classes. */
export interface Classes {
  /** Class of every value, from 0. */
  classes: Int32Array;
  /** The value that each class stands for, in ascending order. */
  values: number[];
}

/** Numbers the distinct values from 0 in ascending order: -1 and 1 become 0 and 1. */
export function classesOf(list: ArrayLike<number>): Classes {
  const values = [...new Set(Array.from(list))].sort((a, b) => a - b);
  const numbers = new Map(values.map((value, index) => [value, index]));
  return { classes: Int32Array.from(list, (value) => numbers.get(value) as number), values };
}
