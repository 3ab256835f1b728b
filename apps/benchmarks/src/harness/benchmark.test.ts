import { describe, expect, it } from 'vitest';
import { chooseCases } from './benchmark';

const cases = ['tiny training, batch 4', 'tiny inference, batch 1', 'LSTM'].map((name) => ({ name }));
const chosen = (...only: string[]) => chooseCases(cases, only).map(({ name }) => name);

describe('chooseCases', () => {
  it('takes all cases when none is asked for', () => {
    expect(chooseCases(cases)).toEqual(cases);
  });

  it('takes a whole name with its comma as one text', () => {
    expect(chosen('tiny inference, batch 1')).toEqual(['tiny inference, batch 1']);
  });

  it('takes the cases that contain one of several texts, in the order of the benchmark', () => {
    expect(chosen('lstm', 'TRAINING')).toEqual(['tiny training, batch 4', 'LSTM']);
  });

  it('names the text that fits no case, also beside one that does', () => {
    expect(() => chosen('LSTM', 'resnet')).toThrow(
      'No case contains "resnet". The cases are: tiny training, batch 4; ',
    );
  });
});
