import { describe, expect, it } from 'vitest';
import { constantRate, staircaseDecay, timmCosine, warmupCosine, warmupLinear } from './schedules';

describe('warmupCosine', () => {
  const schedule = warmupCosine({ base: 0.03, warmupSteps: 500, totalSteps: 10_000 });

  // The fine-tuning schedule of vision_transformer: base 0.03, 500 warm-up steps, 10,000 steps.
  it.each([
    [0, 0],
    [250, 0.015],
    [500, 0.03],
    [5250, 0.015],
    [10_000, 0],
  ])('has the published value at step %i', (step, value) => {
    expect(schedule(step)).toBeCloseTo(value, 12);
  });

  it('stays at the minimum after the end', () => {
    const floored = warmupCosine({ base: 1, warmupSteps: 2, totalSteps: 10, minimum: 0.1 });
    expect(floored(10)).toBeCloseTo(0.1, 12);
    expect(floored(1000)).toBeCloseTo(0.1, 12);
    expect(floored(2)).toBe(1);
  });

  it('starts at the base without a warm-up', () => {
    expect(warmupCosine({ base: 1, totalSteps: 10 })(0)).toBe(1);
  });

  it('rises to the end when the warm-up is the whole run', () => {
    const rising = warmupCosine({ base: 1, warmupSteps: 4, totalSteps: 4 });
    expect([0, 1, 2, 3].map(rising)).toEqual([0, 0.25, 0.5, 0.75]);
  });
});

describe('warmupLinear', () => {
  it('rises and falls in straight lines', () => {
    const schedule = warmupLinear({ base: 1, warmupSteps: 4, totalSteps: 12, minimum: 0.2 });
    expect(schedule(2)).toBe(0.5);
    expect(schedule(4)).toBe(1);
    expect(schedule(8)).toBeCloseTo(0.6, 12);
    expect(schedule(12)).toBeCloseTo(0.2, 12);
  });
});

describe('timmCosine', () => {
  const settings = { base: 2e-3, warmupStart: 1e-6, minimum: 1e-6, warmupEpochs: 20, totalEpochs: 300 };

  // timm's CosineLRScheduler, warmup_prefix=False, stepped per epoch, computed in float64.
  it.each([
    [0, 1e-6],
    [1, 1.0095e-4],
    [10, 1.0005e-3],
    [19, 1.90005e-3],
    [20, 1.978158527e-3],
    [100, 1.50025e-3],
    [150, 1.0005e-3],
    [299, 1.054803219e-6],
    [300, 1e-6],
    [309, 1e-6],
  ])('has the value of timm at epoch %i', (epoch, value) => {
    expect(timmCosine(settings)(epoch)).toBeCloseTo(value, 12);
  });

  it('changes once per epoch when it counts steps', () => {
    const schedule = timmCosine({ ...settings, stepsPerEpoch: 50 });
    expect(schedule(50)).toBe(timmCosine(settings)(1));
    expect(schedule(99)).toBe(schedule(50));
    expect(schedule(100)).not.toBe(schedule(50));
  });
});

it('constantRate never changes', () => {
  expect([0, 10, 1e6].map(constantRate(0.1))).toEqual([0.1, 0.1, 0.1]);
});

describe('staircaseDecay', () => {
  it('falls by the factor after every so many steps, whole or not, down to the minimum', () => {
    const schedule = staircaseDecay({ base: 1, factor: 0.5, everySteps: 2.5, minimum: 0.2 });
    expect([0, 2, 3, 4, 5, 7, 8, 100].map(schedule)).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2]);
  });
});

describe('bad schedule settings', () => {
  it.each([
    ['base', () => warmupCosine({ base: Number.NaN, totalSteps: 10 }), 'base of warmupCosine is NaN'],
    ['totalSteps', () => warmupLinear({ base: 1, totalSteps: 0 }), 'totalSteps of warmupLinear is 0'],
    ['warmupSteps', () => warmupCosine({ base: 1, warmupSteps: 11, totalSteps: 10 }), 'more than totalSteps 10'],
    ['totalEpochs', () => timmCosine({ base: 1, totalEpochs: -1 }), 'totalEpochs of timmCosine is -1'],
    ['factor', () => staircaseDecay({ base: 1, factor: 0, everySteps: 1 }), 'factor of staircaseDecay is 0'],
  ])('names %s', (argument, make, text) => {
    expect(make).toThrow(expect.objectContaining({ code: 'layers/schedule', argument }));
    expect(make).toThrow(text);
  });
});
