// What can the data say about the coefficients of a rule, and which changes of it do they not see?
import {
  type Identifiability,
  type InformationMatrix,
  identifiabilityOf,
  informationMatrix,
  presentations,
  withParameters,
} from '@perceptrons/plasticity';
import type { CheckInput, ConstraintsReport } from '../run';
import type { CheckContext } from './bootstrap';
import { runData } from './data';
import { startRule } from './fitting';
import { timeLeft } from './time-left';

/** Adds up the information of one animal after the other, and reports. */
export async function constraints(input: CheckInput, { breathe, send }: CheckContext): Promise<ConstraintsReport> {
  const { settings, parameters } = input;
  await breathe();
  const { network, animals } = await runData(input);
  const rule = withParameters(startRule(settings), parameters);
  const report = timeLeft(animals.length, send);
  let sum: InformationMatrix | undefined;
  for (const [index, animal] of animals.entries()) {
    const part = informationMatrix(rule, network, [animal]);
    if (!part.matrix.every(Number.isFinite)) {
      throw new Error(
        `The found rule lets the weights of ${animal.name} grow without bound, so the data cannot be asked about it. Search again with a larger penalty or fewer terms.`,
      );
    }
    const before = sum;
    sum = before
      ? {
          ...part,
          matrix: part.matrix.map((value, at) => value + before.matrix[at]),
          observations: part.observations + before.observations,
        }
      : part;
    report(index + 1);
    await breathe();
  }
  if (!sum) throw new Error('There are no animals to ask.');
  const seen = animals.reduce((total, animal) => total + presentations(animal), 0);
  return reportOf(identifiabilityOf(rule, sum, { experiments: animals.length }), animals.length, seen);
}

function reportOf(
  { coefficients, directions, scale }: Identifiability,
  animals: number,
  presentations: number,
): ConstraintsReport {
  const known = <Name extends string>(name: Name, value: number) =>
    (Number.isFinite(value) ? { [name]: value } : {}) as Partial<Record<Name, number>>;
  return {
    ...{ animals, presentations, scale },
    coefficients: coefficients.map(({ name, value, standardError, conditionalError, constrained }) => ({
      ...{ name, value, constrained },
      ...known('standardError', standardError),
      ...known('conditionalError', conditionalError),
    })),
    changes: directions.map(({ standardError, text, nearNull }) => ({
      ...known('standardError', standardError),
      ...(nearNull && { text }),
      seen: !nearNull,
    })),
  };
}
