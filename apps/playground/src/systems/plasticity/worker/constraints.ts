// What can the data say about the coefficients of a rule, and which changes of it do they not see?
import {
  type Identifiability,
  type InformationMatrix,
  identifiabilityOf,
  informationMatrix,
  presentations,
  withParameters,
} from '@perceptrons/plasticity';
import type { CheckInput, ConstraintsReport, TermConstraint } from '../run';
import type { CheckContext } from './bootstrap';
import { runData } from './data';
import { startRule } from './fitting';
import { timeLeft } from './time-left';

/** Adds up the information of one animal after the other, and reports. */
export async function constraints(
  input: CheckInput,
  { signal, breathe, send }: CheckContext,
): Promise<ConstraintsReport> {
  const { settings, parameters } = input;
  await breathe();
  const { network, animals } = await runData(input, signal);
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

/** Terms of a change that are written; the rest is said to be there. */
const writtenTerms = 4;

function reportOf(
  { coefficients, directions, scale, matrix }: Identifiability,
  animals: number,
  presentations: number,
): ConstraintsReport {
  const names = coefficients.map(({ name }) => name);
  const known = <Name extends string>(name: Name, value: number) =>
    (Number.isFinite(value) ? { [name]: value } : {}) as Partial<Record<Name, number>>;
  return {
    ...{ animals, presentations, scale },
    coefficients: coefficients.map(({ name, value, standardError, conditionalError, constrained }, index) => ({
      ...{ name, value, constrained },
      ...known('standardError', standardError),
      ...known('conditionalError', conditionalError),
      ...(value !== 0 && { twin: twinOf(index, matrix, names) }),
    })),
    changes: directions.map(({ standardError, entries, nearNull }) => ({
      ...known('standardError', standardError),
      ...(nearNull && { text: changeText(entries, names) }),
      seen: !nearNull,
    })),
  };
}

/** The other term whose coefficient changes the choices most like that of one term. */
function twinOf(index: number, matrix: Float64Array, names: readonly string[]): TermConstraint['twin'] {
  const at = (i: number, j: number) => matrix[i * names.length + j];
  let twin: TermConstraint['twin'];
  names.forEach((name, other) => {
    const size = Math.sqrt(at(index, index) * at(other, other));
    const correlation = size > 0 ? at(index, other) / size : 0;
    if (other !== index && Math.abs(correlation) > Math.abs(twin?.correlation ?? 0)) twin = { name, correlation };
  });
  return twin;
}

/** "0.71 x r - 0.70 r", and a dot where there are smaller terms. */
function changeText(entries: Float64Array, names: readonly string[]): string {
  const order = [...entries.keys()].sort((i, j) => Math.abs(entries[j]) - Math.abs(entries[i]));
  const shown = order.slice(0, writtenTerms).filter((index) => Math.abs(entries[index]) >= 0.005);
  const rest = order.slice(writtenTerms).some((index) => Math.abs(entries[index]) >= 0.1);
  const written = shown.map((index, place) => {
    const sign = entries[index] < 0 ? (place === 0 ? '-' : ' - ') : place === 0 ? '' : ' + ';
    return `${sign}${Math.abs(entries[index]).toFixed(2)} ${names[index]}`;
  });
  return `${written.join('')}${rest ? ' + …' : ''}`;
}
