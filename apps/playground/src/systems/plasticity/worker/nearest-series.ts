// A perceptron in words: the few terms that come closest to it where the animals are.
import {
  type Experiment,
  formatRule,
  type PlasticityRule,
  type PlasticNetwork,
  powersAt,
  ruleDelta,
  runRule,
  taylorRule,
  withParameters,
} from '@perceptrons/plasticity';
import type { NearestSeries } from '../run';

/** More terms would not be read. */
const mostTerms = 4;
/** A further term must explain this share of the changes. */
const leastGain = 0.005;
/** Updates that are looked at; a large table has far more, all alike. */
const mostUpdates = 4000;

const series = taylorRule({ maxOrder: 2 });
const places = [...series.mask.keys()].filter((place) => series.mask[place] !== 0);

/** Products of all terms with each other and with the change of the weight, summed over updates. */
interface Sums {
  terms: number[][];
  change: number[];
  squares: number;
}

function sumsOf(rule: PlasticityRule, network: PlasticNetwork, animal: Experiment): Sums {
  const { inputs, units: width } = network;
  const { weights, units } = runRule(rule, network, animal);
  const { trials, longest, lengths, x, rewardTerm } = animal;
  const synapses = inputs * width;
  const stride = Math.max(1, Math.ceil((trials * synapses) / mostUpdates));
  const sums: Sums = { terms: places.map(() => places.map(() => 0)), change: places.map(() => 0), squares: 0 };
  for (let update = 0; update < trials * synapses; update += stride) {
    const trial = Math.floor(update / synapses);
    const synapse = update % synapses;
    const cell = trial * longest + lengths[trial] - 1;
    const input = x[cell * inputs + Math.floor(synapse / width)];
    const values = [input, units[cell * width + (synapse % width)], weights[update], rewardTerm[trial]];
    const change = ruleDelta(rule, values[0], values[1], values[2], values[3]);
    if (!Number.isFinite(change) || !values.every(Number.isFinite)) continue;
    const terms = places.map((place) =>
      powersAt(place).reduce((product, power, variable) => product * values[variable] ** power, 1),
    );
    sums.squares += change * change;
    for (let i = 0; i < terms.length; i++) {
      sums.change[i] += terms[i] * change;
      for (let j = 0; j < terms.length; j++) sums.terms[i][j] += terms[i] * terms[j];
    }
  }
  return sums;
}

/** Coefficients of some terms by least squares; undefined where they cannot be told apart. */
function fitted({ terms, change }: Sums, chosen: readonly number[]): number[] | undefined {
  const rows = chosen.map((i) => [...chosen.map((j) => terms[i][j]), change[i]]);
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows[k][k];
    if (!(pivot > 1e-9 * terms[chosen[k]][chosen[k]])) return undefined;
    for (let i = 0; i < rows.length; i++) {
      if (i === k) continue;
      const factor = rows[i][k] / pivot;
      for (let j = k; j <= rows.length; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  return rows.map((row, k) => row[rows.length] / row[k]);
}

/**
 * The series of at most four terms up to second order that comes closest to the changes of the weights of one animal; terms
 * are added one by one, each time the one that explains most.
 */
export function nearestSeries(rule: PlasticityRule, network: PlasticNetwork, animal: Experiment): NearestSeries {
  const sums = sumsOf(rule, network, animal);
  let chosen: number[] = [];
  let coefficients: number[] = [];
  let explained = 0;
  while (chosen.length < mostTerms && sums.squares > 0) {
    let best: { chosen: number[]; coefficients: number[]; explained: number } | undefined;
    for (let term = 0; term < places.length; term++) {
      if (chosen.includes(term)) continue;
      const more = [...chosen, term];
      const values = fitted(sums, more);
      if (!values) continue;
      const share = values.reduce((sum, value, k) => sum + value * sums.change[more[k]], 0) / sums.squares;
      if (share > (best?.explained ?? explained + leastGain)) {
        best = { chosen: more, coefficients: values, explained: share };
      }
    }
    if (!best) break;
    ({ chosen, coefficients, explained } = best);
  }
  const parameters = new Float64Array(series.mask.length);
  chosen.forEach((term, k) => {
    parameters[places[term]] = coefficients[k];
  });
  return { formula: formatRule(withParameters(series, parameters), { digits: 2 }), explained };
}
