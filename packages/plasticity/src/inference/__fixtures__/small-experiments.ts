// Small simulated experiments for the tests of inference: inputs, trial lengths and rewards at random, and decisions or
// activities of a network that learns by a known rule.
import { random } from '@perceptrons/tensor';
import type { Experiment } from '../../experiments/experiment';
import type { PlasticNetwork } from '../../networks/plastic-network';
import { type PlasticityRule, type Powers, powersAt, type TaylorRule, termIndex } from '../../rules/rule';

/** A Taylor rule from its terms, each with its powers of x, y, w and r; all terms are free unless a filter says otherwise. */
export function taylor(terms: [Powers, number][], isFree: (powers: Powers) => boolean = () => true): TaylorRule {
  const coefficients = new Float64Array(81);
  for (const [powers, value] of terms) coefficients[termIndex(powers)] = value;
  return {
    kind: 'taylor',
    coefficients,
    mask: Uint8Array.from(coefficients, (_, place) => Number(isFree(powersAt(place)))),
  };
}

export function perceptron(units: number, seed: number, stddev = 0.3): PlasticityRule {
  return { kind: 'mlp', units, parameters: Float64Array.from(random.normalArray(seed, 6 * units + 1, { stddev })) };
}

/** The rule term by term, the definition that faster code is compared with. */
export function delta(rule: PlasticityRule, values: readonly number[]): number {
  if (rule.kind === 'taylor') {
    return rule.coefficients.reduce((sum, coefficient, place) => {
      return sum + powersAt(place).reduce((product, power, k) => product * values[k] ** power, coefficient);
    }, 0);
  }
  const { units, parameters } = rule;
  let sum = parameters[6 * units];
  for (let k = 0; k < units; k++) {
    const before = values.reduce(
      (total, value, v) => total + value * parameters[v * units + k],
      parameters[4 * units + k],
    );
    sum += parameters[5 * units + k] * (before > 0 ? before : 0.01 * before);
  }
  return Math.tanh(sum);
}

export interface SmallOptions {
  network: PlasticNetwork;
  rule: PlasticityRule;
  trials: number;
  longest?: number;
  seed: number;
  inputDeviation?: number;
  initialDeviation?: number;
}

export function smallExperiment(options: SmallOptions): Experiment {
  const { network, rule, trials, longest = 1, seed, inputDeviation = 0.7, initialDeviation = 0.3 } = options;
  const { inputs, units, readout, stepSize } = network;
  const keys = random.split(seed, 5);
  const cells = trials * longest;
  const lengths = random.randintArray(keys[0], trials, { min: 1, max: longest + 1 });
  const x = random.normalArray(keys[1], cells * inputs, { stddev: inputDeviation });
  const rewardTerm = random.normalArray(keys[2], trials, { stddev: 0.6 });
  const chances = random.uniformArray(keys[3], cells);
  const initialWeights = random.normalArray(keys[4], inputs * units, { stddev: initialDeviation });
  const decisions = new Int8Array(cells).fill(-1);
  const activity = new Float32Array(cells * units).fill(Number.NaN);
  const weights = new Float32Array(trials * inputs * units);
  const now = Float64Array.from(initialWeights);
  for (let trial = 0; trial < trials; trial++) {
    const y = new Float64Array(units);
    const lastCell = trial * longest + lengths[trial] - 1;
    for (let cell = trial * longest; cell <= lastCell; cell++) {
      let logit = 0;
      for (let unit = 0; unit < units; unit++) {
        let sum = 0;
        for (let input = 0; input < inputs; input++) sum += x[cell * inputs + input] * now[input * units + unit];
        y[unit] =
          network.activation === 'tanh'
            ? Math.tanh(sum)
            : network.activation === 'sigmoid'
              ? 1 / (1 + Math.exp(-sum))
              : sum;
        logit += (readout?.[unit] ?? 1) * y[unit];
        activity[cell * units + unit] = y[unit];
      }
      decisions[cell] = Number(chances[cell] < 1 / (1 + Math.exp(-logit)));
    }
    for (let input = 0; input < inputs; input++) {
      for (let unit = 0; unit < units; unit++) {
        const place = input * units + unit;
        now[place] += stepSize * delta(rule, [x[lastCell * inputs + input], y[unit], now[place], rewardTerm[trial]]);
      }
    }
    weights.set(now, trial * inputs * units);
  }
  for (let trial = 0; trial < trials; trial++)
    x.fill(0, (trial * longest + lengths[trial]) * inputs, (trial + 1) * longest * inputs);
  const counts = { inputs, trials, longest };
  return {
    name: `draw ${seed}`,
    simulated: true,
    ...counts,
    x,
    lengths,
    decisions,
    rewardTerm,
    activity,
    initialWeights,
    weights,
  };
}
