/** A loss counts as better when it is below the best by this share of it. */
const RELATIVE_THRESHOLD = 1e-4;

/**
 * A learning rate that is multiplied by `factor` when the loss has not improved for more than `patience` epochs.
 *
 * @returns A function that takes the loss of an epoch and returns the learning rate of the next one.
 * Source: ReduceLROnPlateau of PyTorch with its defaults (factor 0.1, patience 10).
 */
export function plateauSchedule(
  learningRate: number,
  { factor = 0.1, patience = 10 }: { factor?: number; patience?: number } = {},
): (loss: number) => number {
  let [rate, best, worse] = [learningRate, Number.POSITIVE_INFINITY, 0];
  return (loss) => {
    if (loss < best * (1 - RELATIVE_THRESHOLD)) [best, worse] = [loss, 0];
    else worse++;
    if (worse > patience) [rate, worse] = [rate * factor, 0];
    return rate;
  };
}
