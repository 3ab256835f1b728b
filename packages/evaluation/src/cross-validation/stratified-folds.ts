import { ConfigError, random } from '@perceptrons/tensor';
import type { Fold } from './fold';

/** Settings of {@link stratifiedFolds}. */
export interface StratifiedFoldsOptions {
  /** Number of folds. Default 10. */
  folds?: number;
  /** Decides which examples go where. */
  key: random.KeyOrSeed;
}

/**
 * Divides examples into folds that each hold every class in about the same share. Every example is tested on once.
 *
 * The examples of each class are put in random order and dealt out one by one, each class beginning where the last one ended,
 * so that sizes of folds differ by one at most.
 *
 * @param labels Class of every example.
 * @throws ConfigError `evaluation/folds` for fewer than 2 folds, or more than examples.
 */
export function stratifiedFolds(labels: ArrayLike<number>, { folds = 10, key }: StratifiedFoldsOptions): Fold[] {
  if (!Number.isInteger(folds) || folds < 2 || folds > labels.length) {
    throw new ConfigError({
      code: 'evaluation/folds',
      argument: 'folds',
      message: `There are ${folds} folds of ${labels.length} examples. The number of folds is a whole number from 2 to that of the examples; 10 is usual.`,
    });
  }
  const members = new Map<number, number[]>();
  Array.from(labels).forEach((label, index) => {
    members.set(label, [...(members.get(label) ?? []), index]);
  });
  const foldOf = new Int32Array(labels.length);
  let next = 0;
  const classes = [...members.keys()].sort((a, b) => a - b);
  classes.forEach((label, number) => {
    const own = members.get(label) as number[];
    for (const place of random.permutation(random.foldIn(key, number), own.length)) foldOf[own[place]] = next++ % folds;
  });
  return Array.from({ length: folds }, (_, fold) => ({
    train: Int32Array.from(foldOf.keys()).filter((index) => foldOf[index] !== fold),
    test: Int32Array.from(foldOf.keys()).filter((index) => foldOf[index] === fold),
  }));
}
