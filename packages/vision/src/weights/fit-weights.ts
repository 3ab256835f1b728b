// Fitting the tensors of a file to the weights of a model: all that does not fit is named in one error.
import { DataError, type io, PerceptronsError } from '@perceptrons/tensor';

/** One weight of a model and the tensors of the file that make it. */
export interface WeightSlot {
  /** Name in the model. */
  name: string;
  shape: readonly number[];
  /** Names in the file. */
  from: readonly string[];
  /** Makes the weight; a PerceptronsError that it throws is reported. */
  convert(tensors: io.WeightArray[]): io.WeightArray;
}

/**
 * Makes the weights of a model from the tensors of a file.
 *
 * @param advice What to do when something does not fit; ends the message.
 * @returns Weights by the names of the model, in the order of the slots.
 * @throws DataError `vision/weights-differ` with every missing, unexpected and mis-shaped name.
 */
export function fitWeights(
  slots: readonly WeightSlot[],
  file: ReadonlyMap<string, io.WeightArray>,
  advice: string,
): Map<string, io.WeightArray> {
  const missing: string[] = [];
  const misshaped: string[] = [];
  const result = new Map<string, io.WeightArray>();
  const known = new Set<string>();
  for (const { name, shape, from, convert } of slots) {
    for (const source of from) known.add(source);
    const absent = from.filter((source) => !file.has(source));
    missing.push(...absent.map((source) => `${source} (for ${name})`));
    if (absent.length > 0) continue;
    try {
      const weight = convert(from.map((source) => file.get(source)!));
      if (weight.shape.join() === shape.join()) result.set(name, weight);
      else misshaped.push(`${name}: [${weight.shape}] from ${from.join(' + ')}, the model has [${shape}]`);
    } catch (error) {
      if (!PerceptronsError.isInstance(error)) throw error;
      misshaped.push(`${name}: ${error.message}`);
    }
  }
  const problems: Array<[kind: string, names: string[]]> = [
    ['missing', missing],
    ['unexpected', [...file.keys()].filter((name) => !known.has(name))],
    ['mis-shaped', misshaped],
  ];
  const lines = problems.flatMap(([kind, names]) =>
    names.length > 0 ? [`  ${kind} (${names.length}): ${names.join('; ')}`] : [],
  );
  if (lines.length === 0) return result;
  throw new DataError({
    code: 'vision/weights-differ',
    argument: 'weights',
    message: `The weights do not fit the model:\n${lines.join('\n')}\n${advice}`,
  });
}
