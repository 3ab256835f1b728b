// Checks of an experiment before any computation, with messages that lead to the cell at fault.
import { DataError, ShapeError } from '@perceptrons/tensor';
import type { PlasticNetwork } from '../networks/plastic-network';
import type { Experiment } from './experiment';

/**
 * Checks that the arrays of an experiment fit each other, and a network if there is one. Trials, presentations and columns
 * are counted from 0 in messages, as in the arrays.
 *
 * @throws ShapeError `plasticity/experiment-size` where an array has another length than the sizes say, or the network
 *   other sizes than the experiment.
 * @throws DataError `plasticity/empty-animal` without trials, `plasticity/trial-length` for a trial without presentations or
 *   longer than `longest`, `plasticity/not-finite` for an input, activity or weight that is not a finite number,
 *   `plasticity/padding` for values behind the end of a trial, `plasticity/choice` for a decision other than 0 and 1,
 *   `plasticity/accept` where the accept is not the last presentation of its trial, `plasticity/missing-reward`.
 */
export function validateExperiment(experiment: Experiment, network?: PlasticNetwork): void {
  checkSizes(experiment);
  if (network) checkNetwork(experiment, network);
  checkTrials(experiment);
  checkInputs(experiment);
  checkDecisions(experiment);
  checkRewards(experiment);
  checkActivity(experiment);
  checkWeights(experiment);
}

function checkSizes(experiment: Experiment): void {
  const { name, inputs, trials, longest, activity, recorded } = experiment;
  if (trials === 0) {
    throw new DataError({
      code: 'plasticity/empty-animal',
      argument: 'trials',
      message: `${name}: there are no trials. Leave this animal out, or look at why its recording is empty.`,
    });
  }
  for (const [field, value] of Object.entries({ inputs, trials, longest })) {
    if (!Number.isInteger(value) || value < 1) {
      throw sizeError(name, field, `it is ${value}, expected a whole number from 1`);
    }
  }
  const cells = trials * longest;
  checkLength(experiment, 'x', cells * inputs, '[trials, longest, inputs]');
  checkLength(experiment, 'lengths', trials, '[trials]');
  checkLength(experiment, 'decisions', cells, '[trials, longest]');
  checkLength(experiment, 'rewards', trials, '[trials]');
  checkLength(experiment, 'rewardTerm', trials, '[trials]');
  const units = unitsOf(experiment);
  if (units === undefined) return;
  if (!Number.isInteger(units) || units < 1) {
    const sizes = `${activity?.length ?? 'no'} activities, ${recorded?.length ?? 'no'} recording marks`;
    throw sizeError(name, 'activity', `the number of units does not come out whole: ${sizes}, ${cells} presentations`);
  }
  checkLength(experiment, 'activity', cells * units, '[trials, longest, units]');
  checkLength(experiment, 'recorded', units, '[units]');
  checkLength(experiment, 'initialWeights', inputs * units, '[inputs, units]');
  checkLength(experiment, 'weights', trials * inputs * units, '[trials, inputs, units]');
}

/** Units as the arrays tell them; undefined where none does. */
function unitsOf({
  inputs,
  trials,
  longest,
  activity,
  recorded,
  initialWeights,
  weights,
}: Experiment): number | undefined {
  if (recorded) return recorded.length;
  if (activity) return activity.length / (trials * longest);
  if (initialWeights) return initialWeights.length / inputs;
  return weights && weights.length / (trials * inputs);
}

type Field =
  | 'x'
  | 'lengths'
  | 'decisions'
  | 'rewards'
  | 'rewardTerm'
  | 'activity'
  | 'recorded'
  | 'initialWeights'
  | 'weights';

function checkLength(experiment: Experiment, field: Field, expected: number, shape: string): void {
  const array = experiment[field];
  if (array && array.length !== expected) {
    const { name, inputs, trials, longest } = experiment;
    throw sizeError(
      name,
      field,
      `it has ${array.length} numbers, but ${shape} needs ${expected} (${trials} trials, longest ${longest}, ${inputs} inputs)`,
    );
  }
}

function checkNetwork(experiment: Experiment, network: PlasticNetwork): void {
  const { name, inputs } = experiment;
  if (inputs !== network.inputs) {
    throw sizeError(name, 'inputs', `the experiment has ${inputs}, the network ${network.inputs}`);
  }
  const units = unitsOf(experiment);
  if (units !== undefined && units !== network.units) {
    throw sizeError(name, 'units', `activities or weights have ${units} units, the network ${network.units}`);
  }
  if (experiment.decisions && !network.readout && network.units !== 1) {
    throw sizeError(
      name,
      'decisions',
      `decisions need one decision unit, the network has ${network.units} units and no readout; use sizes [inputs, units, 1]`,
    );
  }
}

function checkTrials({ name, trials, longest, lengths }: Experiment): void {
  for (let trial = 0; trial < trials; trial++) {
    const length = lengths[trial];
    if (!Number.isInteger(length) || length < 1 || length > longest) {
      throw new DataError({
        code: 'plasticity/trial-length',
        argument: 'lengths',
        message: `${name}, trial ${trial}: it has ${length} presentations, expected 1 to ${longest} (longest).`,
      });
    }
  }
}

function checkInputs({ name, inputs, trials, longest, lengths, x }: Experiment): void {
  for (let trial = 0; trial < trials; trial++) {
    for (let presentation = 0; presentation < longest; presentation++) {
      const inside = presentation < lengths[trial];
      for (let input = 0; input < inputs; input++) {
        const value = x[(trial * longest + presentation) * inputs + input];
        if (inside ? Number.isFinite(value) : value === 0) continue;
        const place = `${name}, trial ${trial}, presentation ${presentation}, input ${input}`;
        throw inside ? notFinite(place, 'x', value) : paddingError(place, 'x', value, '0');
      }
    }
  }
}

function checkDecisions({ name, trials, longest, lengths, decisions }: Experiment): void {
  if (!decisions) return;
  for (let trial = 0; trial < trials; trial++) {
    for (let presentation = 0; presentation < longest; presentation++) {
      const decision = decisions[trial * longest + presentation];
      const place = `${name}, trial ${trial}, presentation ${presentation}`;
      const last = lengths[trial] - 1;
      if (presentation > last) {
        if (decision !== -1) throw paddingError(place, 'decisions', decision, '-1');
      } else if (decision !== 0 && decision !== 1) {
        throw new DataError({
          code: 'plasticity/choice',
          argument: 'decisions',
          message: `${place}: the decision is ${decision}, expected 1 (accept) or 0 (reject).`,
        });
      } else if (decision !== (presentation === last ? 1 : 0)) {
        throw new DataError({
          code: 'plasticity/accept',
          argument: 'decisions',
          message: `${place}: the decision is ${decision}, expected ${1 - decision}. A trial ends with its only accept, here presentation ${last}; split it there, or drop presentations that were never accepted.`,
        });
      }
    }
  }
}

function checkRewards({ name, trials, rewards, rewardTerm }: Experiment): void {
  for (const [field, values] of Object.entries({ rewards, rewardTerm })) {
    for (let trial = 0; values && trial < trials; trial++) {
      if (Number.isFinite(values[trial])) continue;
      throw new DataError({
        code: 'plasticity/missing-reward',
        argument: field,
        message: `${name}, trial ${trial}: ${field} is ${values[trial]}. Every trial needs a finite number, 0 where there was no reward.`,
      });
    }
  }
}

function checkActivity({ name, trials, longest, lengths, activity, recorded }: Experiment): void {
  if (recorded && !recorded.some((mark) => mark === 1)) {
    throw new DataError({
      code: 'plasticity/empty-animal',
      argument: 'recorded',
      message: `${name}: no unit is recorded. Mark at least one of the ${recorded.length} units with 1.`,
    });
  }
  if (!activity) return;
  const units = activity.length / (trials * longest);
  for (let trial = 0; trial < trials; trial++) {
    for (let presentation = 0; presentation < lengths[trial]; presentation++) {
      for (let unit = 0; unit < units; unit++) {
        const value = activity[(trial * longest + presentation) * units + unit];
        if (Number.isFinite(value) || recorded?.[unit] === 0) continue;
        throw notFinite(`${name}, trial ${trial}, presentation ${presentation}, unit ${unit}`, 'activity', value);
      }
    }
  }
}

function checkWeights({ name, initialWeights, weights }: Experiment): void {
  for (const [field, values] of Object.entries({ initialWeights, weights })) {
    const index = values?.findIndex((value) => !Number.isFinite(value)) ?? -1;
    if (values && index >= 0) throw notFinite(`${name}, number ${index} of the array`, field, values[index]);
  }
}

function sizeError(name: string, field: string, problem: string): ShapeError {
  return new ShapeError({
    code: 'plasticity/experiment-size',
    argument: field,
    message: `${name}: ${field} does not fit: ${problem}.`,
  });
}

function notFinite(place: string, field: string, value: number): DataError {
  return new DataError({
    code: 'plasticity/not-finite',
    argument: field,
    message: `${place}: ${field} is ${value}, expected a finite number. Repair or leave out this trial.`,
  });
}

function paddingError(place: string, field: string, value: number, expected: string): DataError {
  return new DataError({
    code: 'plasticity/padding',
    argument: field,
    message: `${place}: ${field} is ${value} behind the end of the trial, expected ${expected}. Raise \`lengths\` if the presentation took place.`,
  });
}
