/** One division of a data set: numbers of the examples, from 0. */
export interface Fold {
  train: Int32Array;
  test: Int32Array;
}
