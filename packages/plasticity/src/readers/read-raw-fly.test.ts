import { DataError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import fixture from '../__fixtures__/flies.json';
import { readRawFly } from './read-raw-fly';

// Invented recordings written by SciPy; tooling/reference/plasticity/flies.py makes them.
type File = Exclude<keyof typeof fixture, 'reference'>;
const file = (key: File) => new Uint8Array(Buffer.from(fixture[key], 'base64'));
const files = (first: File = 'firstCrossings', choice: File = 'choice', reward: File = 'reward') => ({
  choiceOrder: file(choice),
  rewardOrder: file(reward),
  odorCrossings: [file(first), file('secondCrossings')],
});

describe('readRawFly', () => {
  it.each<File>(['firstCrossings', 'nestedCrossings'])('reconstructs presentations from %s', async (first) => {
    const { record, blocks } = await readRawFly(files(first), { name: 'fly 1' });
    // Block 1 lists M O O: enters O (reject) M (accept), O (accept), M (reject) O (accept).
    // Block 2 lists O M: enters M (reject) O (accept), M (accept); the last entry into O follows the last accept.
    expect(Array.from(record.stimuli)).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
    expect(Array.from(record.decisions)).toEqual([0, 1, 1, 0, 1, 0, 1, 1]);
    expect(Array.from(record.rewards)).toEqual([1, 0, 1, 0, 1]);
    expect(blocks).toEqual([
      { block: 1, matched: 3, total: 3, entries: 5 },
      { block: 2, matched: 2, total: 2, entries: 4 },
    ]);
    expect(record.warnings).toEqual(['block 2: 1 trials have no choice']);
  });

  it('never falls back: choices that are not found are an error with the report of all blocks', async () => {
    await expect(readRawFly(files('fewCrossings'), { name: 'fly 1' })).rejects.toThrow(
      /fly 1: the crossings do not explain all choices \(block 1: 2 of 3, block 2: 2 of 2\)/,
    );
    const { record, blocks } = await readRawFly(files('fewCrossings'), { keepMatched: true });
    expect(blocks[0]).toMatchObject({ matched: 2, total: 3 });
    expect(record.warnings).toContain('block 1: only 2 of 3 choices were found');
    expect(Array.from(record.rewards)).toEqual([1, 0, 0, 1]);
  });

  it('warns where times run backward', async () => {
    const { record } = await readRawFly(files('unorderedCrossings'));
    expect(record.warnings).toContain('block 1: the times of crossings are not in order');
  });

  it.each<[string, Parameters<typeof files>, string, RegExp]>([
    ['a choice of 3', ['firstCrossings', 'strangeChoice'], 'choice', /row 2, column 1 of choice_order is 3/],
    ['an unknown crossing', ['strangeCrossings'], 'crossing', /block 1, crossing 3 \(from 1\): its type is AtoB/],
    [
      'tables of other sizes',
      ['firstCrossings', 'choice', 'shortReward'],
      'mat-layout',
      /choice_order is \[3,2\], reward_o/,
    ],
    [
      'crossings without structs',
      ['fly'],
      'mat-layout',
      /no struct array with the field type. The file holds X \[6, 2\]/,
    ],
    [
      'swapped files',
      ['firstCrossings', 'reward'],
      'mat-layout',
      /no variable choice_order. The file holds reward_order/,
    ],
  ])('refuses %s', async (_, keys, code, text) => {
    const reading = readRawFly(files(...keys), { name: 'fly 1' });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(text);
    await expect(reading).rejects.toThrow('fly 1');
    await expect(reading).rejects.toMatchObject({ code: `plasticity/${code}` });
  });
});
