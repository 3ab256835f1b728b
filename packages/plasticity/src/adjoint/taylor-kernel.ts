// The series of 81 terms for all synapses of one update, without ever building 81 monomials: Horner's scheme folds the
// coefficients over r once for a trial (27 remain), over x once for an input (9 remain), over y and w for a synapse.
// Backward, 9 moments of y and w are summed for an input and spread over the powers of x and r afterwards.
import type { TaylorRule } from '../rules/rule';
import type { SynapseKernel, TrialUpdate } from './synapse-kernel';

/** Folds 81 coefficients over the reward term: folded[(a, b, c)] = sum over d of coefficient * r^d. */
export function foldReward(coefficients: Float64Array, reward: number, folded: Float64Array): void {
  for (let k = 0; k < 27; k++) {
    const at = 3 * k;
    folded[k] = coefficients[at] + reward * (coefficients[at + 1] + reward * coefficients[at + 2]);
  }
}

export function taylorKernel(rule: TaylorRule): SynapseKernel {
  const coefficients = rule.coefficients.map((value, index) => (rule.mask[index] ? value : 0));
  // By (a, b, c): powers of x, y, w.
  const folded = new Float64Array(27);
  const moments = new Float64Array(27);

  function update(trial: TrialUpdate): void {
    const { inputs, units, stepSize, x, xAt, y, yAt, weights } = trial;
    const k = folded;
    foldReward(coefficients, trial.reward, k);
    let at = trial.weightsAt;
    let next = at + inputs * units;
    for (let j = 0; j < inputs; j++) {
      const p = x[xAt + j];
      const c00 = k[0] + p * (k[9] + p * k[18]);
      const c01 = k[1] + p * (k[10] + p * k[19]);
      const c02 = k[2] + p * (k[11] + p * k[20]);
      const c10 = k[3] + p * (k[12] + p * k[21]);
      const c11 = k[4] + p * (k[13] + p * k[22]);
      const c12 = k[5] + p * (k[14] + p * k[23]);
      const c20 = k[6] + p * (k[15] + p * k[24]);
      const c21 = k[7] + p * (k[16] + p * k[25]);
      const c22 = k[8] + p * (k[17] + p * k[26]);
      for (let i = 0; i < units; i++) {
        const q = y[yAt + i];
        const w = weights[at++];
        const d0 = c00 + q * (c10 + q * c20);
        const d1 = c01 + q * (c11 + q * c21);
        const d2 = c02 + q * (c12 + q * c22);
        weights[next++] = w + stepSize * (d0 + w * (d1 + w * d2));
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
    const k = folded;
    const m = moments;
    foldReward(coefficients, reward, k);
    m.fill(0);
    let at = 0;
    for (let j = 0; j < inputs; j++) {
      const p = x[xAt + j];
      const c01 = k[1] + p * (k[10] + p * k[19]);
      const c02 = k[2] + p * (k[11] + p * k[20]);
      const c10 = k[3] + p * (k[12] + p * k[21]);
      const c11 = k[4] + p * (k[13] + p * k[22]);
      const c12 = k[5] + p * (k[14] + p * k[23]);
      const c20 = k[6] + p * (k[15] + p * k[24]);
      const c21 = k[7] + p * (k[16] + p * k[25]);
      const c22 = k[8] + p * (k[17] + p * k[26]);
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s20 = 0;
      let s21 = 0;
      let s22 = 0;
      for (let i = 0; i < units; i++) {
        const q = y[yAt + i];
        const w = weights[weightsAt + at];
        const total = lambda[at];
        const e = stepSize * total;
        const d1 = c01 + q * (c11 + q * c21);
        const d2 = c02 + q * (c12 + q * c22);
        lambda[at++] = total + e * (d1 + 2 * w * d2);
        const q2 = 2 * q;
        unitGradient[yAt + i] += e * (c10 + q2 * c20 + w * (c11 + q2 * c21 + w * (c12 + q2 * c22)));
        const ew = e * w;
        const eww = ew * w;
        s00 += e;
        s01 += ew;
        s02 += eww;
        const eq = e * q;
        const ewq = ew * q;
        const ewwq = eww * q;
        s10 += eq;
        s11 += ewq;
        s12 += ewwq;
        s20 += eq * q;
        s21 += ewq * q;
        s22 += ewwq * q;
      }
      const p2 = p * p;
      m[0] += s00;
      m[1] += s01;
      m[2] += s02;
      m[3] += s10;
      m[4] += s11;
      m[5] += s12;
      m[6] += s20;
      m[7] += s21;
      m[8] += s22;
      m[9] += p * s00;
      m[10] += p * s01;
      m[11] += p * s02;
      m[12] += p * s10;
      m[13] += p * s11;
      m[14] += p * s12;
      m[15] += p * s20;
      m[16] += p * s21;
      m[17] += p * s22;
      m[18] += p2 * s00;
      m[19] += p2 * s01;
      m[20] += p2 * s02;
      m[21] += p2 * s10;
      m[22] += p2 * s11;
      m[23] += p2 * s12;
      m[24] += p2 * s20;
      m[25] += p2 * s21;
      m[26] += p2 * s22;
    }
    let rewardGradient = 0;
    const reward2 = reward * reward;
    for (let index = 0; index < 27; index++) {
      const moment = m[index];
      const to = 3 * index;
      gradient[to] += moment;
      gradient[to + 1] += reward * moment;
      gradient[to + 2] += reward2 * moment;
      rewardGradient += moment * (coefficients[to + 1] + 2 * reward * coefficients[to + 2]);
    }
    return rewardGradient;
  }

  return { update, reverse };
}
