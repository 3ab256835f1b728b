import { DataError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import fixture from '../__fixtures__/flies.json';
import { rewardTerm } from '../experiments/expected-reward';
import { validateExperiment } from '../experiments/validate-experiment';
import { plasticNetwork } from '../networks/plastic-network';
import { flyExperiment } from './fly-experiment';
import { readFly } from './read-fly';

// Invented recordings written by SciPy; tooling/reference/plasticity/flies.py makes them.
type File = Exclude<keyof typeof fixture, 'reference'>;
const file = (key: File) => new Uint8Array(Buffer.from(fixture[key], 'base64'));

describe('readFly', () => {
  it.each<File>(['fly', 'bytes'])('reads odours, decisions and rewards of %s', async (key) => {
    expect(await readFly(file(key), { name: 'Fly3' })).toEqual({
      name: 'Fly3',
      odours: 2,
      stimuli: Int32Array.of(0, 1, 1, 0, 1, 0),
      decisions: Int8Array.of(0, 0, 1, 1, 0, 1),
      rewards: Float32Array.of(1, 0, 1),
      warnings: [],
    });
  });

  it('leaves out presentations after the last accept on demand only', async () => {
    await expect(readFly(file('tail'), { name: 'Fly3' })).rejects.toThrow(
      /Fly3: 2 presentations follow the last accept, from row 7 \(from 1\)/,
    );
    const record = await readFly(file('tail'), { name: 'Fly3', dropTail: true });
    const { warnings, ...rest } = await readFly(file('fly'), { name: 'Fly3' });
    expect(record).toEqual({ ...rest, warnings: ['2 presentations after the last accept were left out'] });
    expect(warnings).toEqual([]);
  });

  it.each<[File, string, RegExp]>([
    ['choiceOfTwo', 'choice', /row 4 of Y: the decision is 2, expected 1/],
    ['choiceMissing', 'choice', /row 4 of Y: the decision is NaN/],
    ['twoOdours', 'stimulus', /row 5, column 2 of X is 1, expected a single 1/],
    ['noOdour', 'stimulus', /row 5 of X: the sum is 0/],
    ['inputMissing', 'stimulus', /row 3, column 1 of X is NaN, expected 0 or 1/],
    ['fewRewards', 'missing-reward', /3 accepts and 2 rewards; trial 3 \(from 1\) has no reward/],
    ['manyRewards', 'missing-reward', /3 accepts and 4 rewards; some rewards have no trial/],
    ['rewardMissing', 'missing-reward', /trial 2 of R: the reward is NaN/],
    ['noAccepts', 'empty-animal', /none of the 6 presentations was accepted/],
    ['empty', 'empty-animal', /none of the 0 presentations was accepted/],
    ['shortY', 'mat-layout', /X has 6 rows, but Y 5 decisions/],
    ['oneColumn', 'mat-layout', /X has the sizes \[6,1\], expected \[presentations, 2\]/],
    ['textR', 'mat-layout', /R does not hold real numbers/],
    ['choice', 'mat-layout', /there is no variable X. The file holds choice_order \[3, 2\]. .* use readRawFly/],
  ])('refuses %s and names the place', async (key, code, text) => {
    const reading = readFly(file(key), { name: 'Fly3' });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(text);
    await expect(reading).rejects.toThrow('Fly3');
    await expect(reading).rejects.toMatchObject({ code: `plasticity/${code}` });
  });
});

describe('flyExperiment', () => {
  const record = () => readFly(file('fly'), { name: 'Fly3' });

  it('gives each presentation to the trial that its accept ends', async () => {
    const [experiment] = flyExperiment(await record(), { inputStd: 0, seed: 1 });
    validateExperiment(experiment, plasticNetwork({ sizes: [2, 1] }));
    expect(experiment).toMatchObject({ name: 'Fly3', simulated: false, trials: 3, longest: 3 });
    expect(experiment.lengths).toEqual(Int32Array.of(3, 1, 2));
    expect(experiment.decisions).toEqual(Int8Array.of(0, 0, 1, 1, -1, -1, 0, 1, -1));
    const a = [0.75, 0];
    const b = [0, 0.75];
    const none = [0, 0];
    expect(experiment.x).toEqual(Float32Array.from([a, b, b, a, none, none, b, a, none].flat()));
    expect(experiment.rewardTerm).toEqual(rewardTerm([1, 0, 1]));
    expect(experiment).not.toHaveProperty('initialWeights');
  });

  it('draws noise for each presentation, copy, animal and purpose, and repeats it', async () => {
    const fly = await record();
    const copies = flyExperiment(fly, { copies: 2, seed: 1 });
    expect(flyExperiment(fly, { copies: 2, seed: 1 })).toEqual(copies);
    expect(copies.map(({ name }) => name)).toEqual(['Fly3 (copy 0)', 'Fly3 (copy 1)']);
    expect(copies[1].decisions).toEqual(copies[0].decisions);
    const first = (options: object, name = 'Fly3') => flyExperiment({ ...fly, name }, { seed: 1, ...options })[0].x[0];
    const noise = [
      copies[0].x[0],
      copies[1].x[0],
      // The second presentation of odour A.
      copies[0].x[6],
      first({ seed: 2 }),
      first({ purpose: 'eval' }),
      first({}, 'Fly4'),
    ];
    expect(new Set(noise).size).toBe(6);
    for (const value of noise) expect(Math.abs(value - 0.75)).toBeLessThan(0.3);
  });

  it('spreads odours over more inputs', async () => {
    const [{ x }] = flyExperiment(await record(), { inputs: 5, inputStd: 0, seed: 1 });
    expect(x.slice(0, 10)).toEqual(Float32Array.of(0.75, 0.75, 0.75, 0, 0, 0, 0, 0, 0.75, 0.75));
  });

  it.each([
    [{ inputs: 1 }, /inputs is 1, expected a whole number from 2/],
    [{ copies: 0 }, /copies is 0/],
    [{ inputStd: -0.1 }, /inputStd is -0.1/],
    [{ inputMean: Number.NaN }, /inputMean is NaN/],
  ])('refuses %o', async (options, text) => {
    const fly = await record();
    expect(() => flyExperiment(fly, { seed: 1, ...options })).toThrow(text);
  });
});
