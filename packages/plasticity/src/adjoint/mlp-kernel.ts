// The multilayer perceptron for all synapses of one update. What a trial adds to the hidden units (b1 and r) and what an
// input adds (x) is summed once; a synapse adds y and w.
import type { MlpRule } from '../rules/rule';
import type { SynapseKernel, TrialUpdate } from './synapse-kernel';

/** Slope of the leaky ReLU below 0. */
export const LEAK = 0.01;

export function mlpKernel({ units: hidden, parameters }: MlpRule): SynapseKernel {
  // W1 by rows: x, y, w, r.
  const xRow = 0;
  const yRow = hidden;
  const wRow = 2 * hidden;
  const rRow = 3 * hidden;
  const b1 = 4 * hidden;
  const w2 = 5 * hidden;
  const b2 = 6 * hidden;
  const p = parameters;
  const ofTrial = new Float64Array(hidden);
  const ofInput = new Float64Array(hidden);
  const sumOfTrial = new Float64Array(hidden);
  const sumOfInput = new Float64Array(hidden);
  const active = new Float64Array(hidden);
  const slope = new Float64Array(hidden);

  function startTrial(reward: number): void {
    for (let k = 0; k < hidden; k++) ofTrial[k] = p[b1 + k] + reward * p[rRow + k];
  }

  function startInput(x: number): void {
    for (let k = 0; k < hidden; k++) ofInput[k] = ofTrial[k] + x * p[xRow + k];
  }

  function update(trial: TrialUpdate): void {
    const { inputs, units, stepSize, x, xAt, y, yAt, weights } = trial;
    startTrial(trial.reward);
    let at = trial.weightsAt;
    let next = at + inputs * units;
    for (let j = 0; j < inputs; j++) {
      startInput(x[xAt + j]);
      for (let i = 0; i < units; i++) {
        const q = y[yAt + i];
        const w = weights[at++];
        let sum = p[b2];
        for (let k = 0; k < hidden; k++) {
          const h = ofInput[k] + q * p[yRow + k] + w * p[wRow + k];
          sum += p[w2 + k] * (h > 0 ? h : LEAK * h);
        }
        weights[next++] = w + stepSize * Math.tanh(sum);
      }
    }
  }

  function reverse(
    trial: TrialUpdate,
    lambda: Float64Array,
    unitGradient: Float64Array,
    gradient: Float64Array,
  ): number {
    const { inputs, units, stepSize, x, xAt, y, yAt, weights, weightsAt, reward } = trial;
    startTrial(reward);
    sumOfTrial.fill(0);
    let at = 0;
    for (let j = 0; j < inputs; j++) {
      startInput(x[xAt + j]);
      sumOfInput.fill(0);
      for (let i = 0; i < units; i++) {
        const q = y[yAt + i];
        const w = weights[weightsAt + at];
        let sum = p[b2];
        for (let k = 0; k < hidden; k++) {
          const h = ofInput[k] + q * p[yRow + k] + w * p[wRow + k];
          slope[k] = h > 0 ? 1 : LEAK;
          active[k] = h * slope[k];
          sum += p[w2 + k] * active[k];
        }
        const out = Math.tanh(sum);
        const delta = stepSize * lambda[at] * (1 - out * out);
        gradient[b2] += delta;
        let forUnit = 0;
        let forWeight = 0;
        for (let k = 0; k < hidden; k++) {
          gradient[w2 + k] += delta * active[k];
          const dh = delta * p[w2 + k] * slope[k];
          gradient[yRow + k] += dh * q;
          gradient[wRow + k] += dh * w;
          sumOfInput[k] += dh;
          forUnit += dh * p[yRow + k];
          forWeight += dh * p[wRow + k];
        }
        unitGradient[yAt + i] += forUnit;
        lambda[at++] += forWeight;
      }
      for (let k = 0; k < hidden; k++) {
        gradient[xRow + k] += x[xAt + j] * sumOfInput[k];
        sumOfTrial[k] += sumOfInput[k];
      }
    }
    let rewardGradient = 0;
    for (let k = 0; k < hidden; k++) {
      gradient[b1 + k] += sumOfTrial[k];
      gradient[rRow + k] += reward * sumOfTrial[k];
      rewardGradient += sumOfTrial[k] * p[rRow + k];
    }
    return rewardGradient;
  }

  return { update, reverse };
}
