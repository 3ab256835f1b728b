import { DataError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { rewardTerm } from '../experiments/expected-reward';
import { validateExperiment } from '../experiments/validate-experiment';
import { experimentsFromTable, type TrialRow } from './experiments-from-table';
import { readTrialsCsv, readTrialsJson } from './read-trial-rows';

const csv = `subject,trial,presentation,stimulus,decision,reward
fly 1,1,1,0,0,
fly 1,1,2,1,1,1
fly 1,2,1,1,1,0
fly 2,1,1,0,1,1
`;
const rows = (): TrialRow[] => readTrialsCsv(csv);
/** The table with one cell changed; rows from 1. */
const changed = (row: number, change: object) =>
  rows().map((one, index) => (index === row - 1 ? ({ ...one, ...change } as TrialRow) : one));

describe('experimentsFromTable', () => {
  it('makes an experiment for each animal', () => {
    const [first, second] = experimentsFromTable(rows());
    validateExperiment(first);
    validateExperiment(second);
    expect(first).toMatchObject({ name: 'fly 1', simulated: false, inputs: 2, trials: 2, longest: 2 });
    expect(first.x).toEqual(Float32Array.of(1, 0, 0, 1, 0, 1, 0, 0));
    expect(first.decisions).toEqual(Int8Array.of(0, 1, 1, -1));
    expect(first.rewards).toEqual(Float32Array.of(1, 0));
    expect(first.rewardTerm).toEqual(rewardTerm([1, 0]));
    expect(second).toMatchObject({ name: 'fly 2', trials: 1, longest: 1 });
  });

  it('takes animals in turn, numbers with gaps and vectors of inputs', () => {
    const table: TrialRow[] = [
      { subject: 'a', trial: 3, presentation: 10, stimulus: [0.5, 0, 1], decision: 1, reward: 0.5 },
      { subject: 7, trial: 1, presentation: 1, stimulus: [0, 1, 0], decision: 0, reward: null },
      { subject: 'a', trial: 8, presentation: 1, stimulus: [1, 1, 1], decision: 1, reward: 0 },
      { subject: 7, trial: 1, presentation: 5, stimulus: [0, 0, 2], decision: 1, reward: 1 },
    ];
    const [first, second] = experimentsFromTable(table, { expectedReward: { kind: 'none' } });
    expect(first.x).toEqual(Float32Array.of(0.5, 0, 1, 1, 1, 1));
    expect(first.rewardTerm).toEqual(Float32Array.of(0.5, 0));
    expect(second).toMatchObject({ name: '7', trials: 1, longest: 2, inputs: 3 });
  });

  it('takes the number of stimuli and their input value', () => {
    const [{ x, inputs }] = experimentsFromTable(rows(), { stimuli: 3, inputValue: 0.75 });
    expect(inputs).toBe(3);
    expect(x.slice(0, 6)).toEqual(Float32Array.of(0.75, 0, 0, 0, 0.75, 0));
  });

  it('leaves out rejects at the end on demand', () => {
    const tail = [...rows(), { subject: 'fly 2', trial: 2, presentation: 1, stimulus: 0, decision: 0 }];
    expect(() => experimentsFromTable(tail)).toThrow(/animal fly 2, row 5: the last trial has no accept/);
    expect(experimentsFromTable(tail, { dropTail: true })).toEqual(experimentsFromTable(rows()));
  });

  it.each<[string, TrialRow[], string, RegExp]>([
    [
      'trials out of order',
      changed(3, { trial: 0 }),
      'table-order',
      /animal fly 1, row 3: trial 0 comes after trial 1/,
    ],
    ['presentations out of order', changed(2, { presentation: 1 }), 'table-order', /row 2: presentation 1 comes after/],
    ['a missing reward', changed(2, { reward: undefined }), 'missing-reward', /animal fly 1, row 2: reward is missing/],
    ['a reward that is NaN', changed(2, { reward: Number.NaN }), 'missing-reward', /fly 1, row 2: reward is NaN/],
    [
      'a rewarded reject',
      changed(1, { reward: 1 }),
      'missing-reward',
      /fly 1, row 1: reward is 1 in the row of a reject/,
    ],
    ['a choice of 2', changed(4, { decision: 2 }), 'choice', /animal fly 2, row 4: decision is 2, expected 1/],
    ['a missing choice', changed(4, { decision: undefined }), 'choice', /fly 2, row 4: decision is missing/],
    [
      'rows after an accept',
      changed(1, { decision: 1, reward: 0 }),
      'accept',
      /row 2: trial 1 goes on after its accept/,
    ],
    [
      'a trial without accept',
      changed(2, { decision: 0, reward: 0 }),
      'tail',
      /row 3: trial 1, before this row, has no acc/,
    ],
    ['a stimulus that is NaN', changed(2, { stimulus: Number.NaN }), 'table-cell', /fly 1, row 2: stimulus is NaN/],
    [
      'a stimulus of another form',
      changed(2, { stimulus: [1, 0] }),
      'table-cell',
      /row 2: stimulus is \[1,0\], expected/,
    ],
    [
      'an input that is NaN',
      [{ ...rows()[3], stimulus: [1, Number.NaN] }],
      'table-cell',
      /fly 2, row 1: stimulus is \[1,NaN\]/,
    ],
    [
      'a trial without number',
      changed(1, { trial: 'one' }),
      'table-cell',
      /fly 1, row 1: trial is one, expected a finite/,
    ],
    ['a missing subject', changed(3, { subject: '' }), 'table-cell', /row 3: subject is , expected the name/],
    ['an empty table', [], 'empty-animal', /The table has no rows/],
  ])('refuses %s', (_, table, code, text) => {
    const read = () => experimentsFromTable(table);
    expect(read).toThrow(DataError);
    expect(read).toThrow(text);
    expect(read).toThrow(expect.objectContaining({ code: `plasticity/${code}` }));
  });

  it('refuses an animal without accepts, and options out of range', () => {
    const never = changed(4, { decision: 0, reward: 0 });
    expect(() => experimentsFromTable(never, { dropTail: true })).toThrow(
      /animal fly 2, row 4: this animal never accepted/,
    );
    expect(() => experimentsFromTable(rows(), { stimuli: 1 })).toThrow(
      /row 2: stimulus is 1, expected a number below 1/,
    );
    expect(() => experimentsFromTable(rows(), { stimuli: 0 })).toThrow(/stimuli is 0, expected a whole number from 1/);
    expect(() => experimentsFromTable(rows(), { inputValue: Number.NaN })).toThrow(/inputValue is NaN/);
  });
});

describe('readTrialsCsv', () => {
  it('reads columns in any order, vectors, quotes and line ends of Windows', () => {
    const text =
      '\uFEFFdecision,subject,notes,trial,presentation,stimulus,reward\r\n1,"fly ""a"", b","x\ny",1,2,0.5 -1e-1,\r\n\r\n';
    expect(readTrialsCsv(text)).toEqual([
      { subject: 'fly "a", b', trial: 1, presentation: 2, stimulus: [0.5, -0.1], decision: 1 },
    ]);
  });

  it.each([
    ['', /days.csv: there is no column subject. Found: nothing/],
    [
      csv.replace('decision', 'choice'),
      /there is no column decision. Found: subject, trial, presentation, stimulus, choice/,
    ],
    [csv.replace('1,2,1,1,1\n', '1,two,1,1,1\n'), /days.csv, animal fly 1, row 2: column presentation is "two"/],
    [
      csv.replace('fly 2,1,1,0', 'fly 2,1,1,'),
      /days.csv, animal fly 2, row 4: column stimulus is "", expected a number/,
    ],
    [csv.replace('fly 2,1,', 'fly 2,'), /days.csv, row 4: it has 5 cells, the first line has 6/],
    [csv.replace('fly 2', '"fly 2'), /a quote is not closed/],
  ])('names the place of what it cannot read (%#)', (text, problem) => {
    expect(() => readTrialsCsv(text, { name: 'days.csv' })).toThrow(problem);
  });
});

describe('readTrialsJson', () => {
  it('gives the same rows as CSV', () => {
    const json = rows().map((row) => ({ ...row, reward: row.reward ?? null }));
    expect(experimentsFromTable(readTrialsJson(JSON.stringify(json)))).toEqual(experimentsFromTable(rows()));
  });

  it.each([
    ['{', /days.json is not JSON: .* use readTrialsCsv/],
    ['{"rows": []}', /days.json holds object, expected a list of rows/],
    ['[1]', /days.json, row 1: it is 1, expected an object/],
    ['[{"subject": "a", "trial": 1}]', /days.json, row 1: there is no column presentation. Found: subject, trial/],
  ])('refuses %s', (text, problem) => {
    expect(() => readTrialsJson(text, { name: 'days.json' })).toThrow(problem);
  });
});
