// Recordings of anyone as a table: one row for each presentation.
import { ConfigError, DataError } from '@perceptrons/tensor';
import { defaultRewardExpectation, type RewardExpectation } from '../experiments/expected-reward';
import type { Experiment } from '../experiments/experiment';
import { type AcceptedTrial, experimentOfTrials } from '../experiments/experiment-of-trials';

/** One presentation. */
export interface TrialRow {
  /** Name of the animal. */
  subject: string | number;
  /** Number of the trial; grows within an animal, by any step. */
  trial: number;
  /** Number of the presentation within its trial; grows, by any step. */
  presentation: number;
  /** Number of the stimulus, from 0, or one input value for each input. */
  stimulus: number | readonly number[];
  /** 1 accept, 0 reject. A trial ends with its only accept. */
  decision: number;
  /** Reward of the trial, in the row of the accept; empty (undefined, null) or 0 in the rows of rejects. */
  reward?: number | null;
}

export interface TableOptions {
  /** Inputs where stimuli are numbers: input n has `inputValue` for stimulus n. Default: the largest number + 1, at least 2. */
  stimuli?: number;
  /** Default 1. */
  inputValue?: number;
  /** Leaves out rejects at the end of an animal that no accept follows. Default false: they are an error. */
  dropTail?: boolean;
  /** Default: the mean of the last 10 rewards. */
  expectedReward?: RewardExpectation;
}

/**
 * Makes one experiment for each animal of a table, in the order in which they first appear. Rows of different animals may
 * alternate. Messages name the animal, the row (from 1) and the column.
 *
 * @throws DataError `plasticity/table-cell` for a cell that is missing or of another kind, `plasticity/table-order` for
 *   trials or presentations out of order, `plasticity/choice`, `plasticity/accept` for rows after the accept of their trial,
 *   `plasticity/tail` for a trial without accept, `plasticity/missing-reward`, `plasticity/empty-animal` for no rows at all.
 * @throws ConfigError `plasticity/table-options`.
 */
export function experimentsFromTable(rows: readonly TrialRow[], options: TableOptions = {}): Experiment[] {
  const { inputValue = 1, dropTail = false, expectedReward = defaultRewardExpectation } = options;
  if (rows.length === 0) {
    throw new DataError({
      code: 'plasticity/empty-animal',
      message: 'The table has no rows, so there are no animals. Expected one row for each presentation.',
    });
  }
  if (!Number.isFinite(inputValue)) throw optionError('inputValue', inputValue, 'a finite number');
  const inputs = inputCount(rows, options.stimuli);
  const subjects = new Map<string, { row: TrialRow; place: Place }[]>();
  rows.forEach((row, index) => {
    const { subject } = row;
    if ((typeof subject !== 'string' && typeof subject !== 'number') || subject === '') {
      throw cellError({ row: index + 1 }, 'subject', subject, 'the name of the animal');
    }
    const name = String(subject);
    const group = subjects.get(name) ?? [];
    group.push({ row, place: { subject: name, row: index + 1 } });
    subjects.set(name, group);
  });
  return Array.from(subjects, ([name, group]) => {
    const trials = acceptedTrials(group, inputs, inputValue, dropTail);
    return experimentOfTrials({ name, simulated: false, inputs, trials, expectedReward });
  });
}

interface Place {
  subject?: string;
  row: number;
}

function acceptedTrials(
  group: readonly { row: TrialRow; place: Place }[],
  inputs: number,
  inputValue: number,
  dropTail: boolean,
): AcceptedTrial[] {
  const trials: AcceptedTrial[] = [];
  let open: Float64Array[] = [];
  let previous: TrialRow | undefined;
  let ended = true;
  for (const { row, place } of group) {
    checkNumber(place, 'trial', row.trial);
    checkNumber(place, 'presentation', row.presentation);
    const sameTrial = previous?.trial === row.trial;
    if (previous && row.trial < previous.trial) throw orderError(place, 'trial', row.trial, previous.trial);
    if (previous && sameTrial && row.presentation <= previous.presentation) {
      throw orderError(place, 'presentation', row.presentation, previous.presentation);
    }
    if (previous && sameTrial && ended) {
      throw dataError('accept', place, `trial ${row.trial} goes on after its accept. Start a new trial there`);
    }
    if (!sameTrial && !ended) {
      throw dataError('tail', place, `trial ${previous?.trial}, before this row, has no accept. A trial ends with one`);
    }
    if (row.decision !== 0 && row.decision !== 1) {
      throw dataError('choice', place, `decision is ${shown(row.decision)}, expected 1 (accept) or 0 (reject)`);
    }
    open.push(inputsOf(row.stimulus, place, inputs, inputValue));
    ended = row.decision === 1;
    const reward = checkedReward(row, place);
    if (ended) {
      trials.push({ presentations: open, reward });
      open = [];
    }
    previous = row;
  }
  const { place } = group[group.length - 1];
  if (!ended && !dropTail) {
    throw dataError('tail', place, `the last trial has no accept. Pass { dropTail: true } to leave it out`);
  }
  if (trials.length === 0) {
    throw dataError('empty-animal', place, 'this animal never accepted, so it has no trial. Leave it out');
  }
  return trials;
}

/** The reward of an accept, 0 for a reject. */
function checkedReward({ decision, reward }: TrialRow, place: Place): number {
  if (decision === 1) {
    if (typeof reward === 'number' && Number.isFinite(reward)) return reward;
    throw dataError('missing-reward', place, `reward is ${shown(reward)}, expected a number in the row of an accept`);
  }
  if (reward === undefined || reward === null || reward === 0) return 0;
  throw dataError('missing-reward', place, `reward is ${shown(reward)} in the row of a reject, expected nothing or 0`);
}

function inputsOf(stimulus: TrialRow['stimulus'], place: Place, inputs: number, inputValue: number): Float64Array {
  if (typeof stimulus !== 'number') return Float64Array.from(stimulus);
  const x = new Float64Array(inputs);
  if (stimulus >= inputs) throw cellError(place, 'stimulus', stimulus, `a number below ${inputs} (stimuli)`);
  x[stimulus] = inputValue;
  return x;
}

/** Inputs of the table, after a look at every stimulus. */
function inputCount(rows: readonly TrialRow[], stimuli: number | undefined): number {
  if (stimuli !== undefined && (!Number.isInteger(stimuli) || stimuli < 1)) {
    throw optionError('stimuli', stimuli, 'a whole number from 1');
  }
  const first = rows[0].stimulus;
  const length = Array.isArray(first) ? first.length : undefined;
  let largest = 1;
  rows.forEach(({ subject, stimulus }, index) => {
    const place = { subject: shown(subject), row: index + 1 };
    if (length === undefined) {
      if (typeof stimulus !== 'number' || !Number.isInteger(stimulus) || stimulus < 0) {
        throw cellError(place, 'stimulus', stimulus, 'a whole number from 0, as in the first row');
      }
      largest = Math.max(largest, stimulus);
    } else if (!Array.isArray(stimulus) || stimulus.length !== length || length === 0) {
      throw cellError(place, 'stimulus', stimulus, `${Math.max(length, 1)} numbers, as in the first row`);
    } else if (!stimulus.every((value) => typeof value === 'number' && Number.isFinite(value))) {
      throw cellError(place, 'stimulus', stimulus, 'finite numbers');
    }
  });
  return length ?? stimuli ?? largest + 1;
}

function checkNumber(place: Place, column: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw cellError(place, column, value, 'a finite number');
}

function cellError(place: Place, column: string, value: unknown, expected: string): DataError {
  return dataError('table-cell', place, `${column} is ${shown(value)}, expected ${expected}`);
}

function orderError(place: Place, column: string, value: number, before: number): DataError {
  return dataError(
    'table-order',
    place,
    `${column} ${value} comes after ${column} ${before}. Sort the rows of this animal`,
  );
}

function dataError(problem: string, { subject, row }: Place, text: string): DataError {
  const who = subject === undefined ? '' : `animal ${subject}, `;
  return new DataError({ code: `plasticity/${problem}`, message: `Table, ${who}row ${row}: ${text}.` });
}

function shown(value: unknown): string {
  return Array.isArray(value) ? `[${value}]` : value === undefined || value === null ? 'missing' : String(value);
}

function optionError(argument: string, value: unknown, accepted: string): ConfigError {
  return new ConfigError({
    code: 'plasticity/table-options',
    argument,
    message: `experimentsFromTable: ${argument} is ${String(value)}, expected ${accepted}.`,
  });
}
