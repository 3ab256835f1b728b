import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/metrics.json';
import { expectedCalibrationError, reliabilityBins } from './expected-calibration-error';

const { logits, labels, bins } = reference;

describe('reliabilityBins', () => {
  it('agrees with the reliability curve of scikit-learn', async () => {
    const filled = (await reliabilityBins(logits, labels, { bins })).filter((bin) => bin.count > 0);
    expect(filled.map((bin) => bin.count)).toEqual(reference.reliability.count);
    filled.forEach((bin, index) => {
      expect(bin.accuracy).toBeCloseTo(reference.reliability.accuracy[index], 12);
      expect(bin.confidence).toBeCloseTo(reference.reliability.confidence[index], 12);
    });
  });

  it('keeps empty bins, and puts a confidence on an edge into the lower bin', async () => {
    const result = await reliabilityBins([0.5, 0.5, 1, 0], [0, 0], { bins: 4, from: 'probabilities' });
    expect(result.map((bin) => bin.count)).toEqual([0, 1, 0, 1]);
    expect(result[0]).toMatchObject({ low: 0, high: 0.25, accuracy: Number.NaN });
  });

  it('refuses a number of bins that is not positive', async () => {
    await expect(reliabilityBins(logits, labels, { bins: 0 })).rejects.toMatchObject({ code: 'evaluation/bins' });
  });
});

describe('expectedCalibrationError', () => {
  it('agrees with scikit-learn', async () => {
    expect(await expectedCalibrationError(logits, labels, { bins })).toBeCloseTo(
      reference.expectedCalibrationError,
      12,
    );
  });

  it('is 0 for confidence that matches accuracy and 1 for certain and wrong', async () => {
    expect(await expectedCalibrationError([0.5, 0.5, 0.5, 0.5], [0, 1], { from: 'probabilities' })).toBeCloseTo(0, 12);
    expect(await expectedCalibrationError([1, 0, 1, 0], [1, 1], { from: 'probabilities' })).toBe(1);
  });
});
