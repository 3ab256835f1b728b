import { type Experiment, type PlasticityRule, type PlasticNetwork, ruleDelta, runRule } from '@perceptrons/plasticity';
import type { NearestSeries, RuleSlice } from '../run';
import { nearestSeries } from './nearest-series';

/** Points of each curve. */
const points = 41;

type Place = Record<'x' | 'y' | 'w' | 'r', number>;

/** Larger values come from weights that grow without bound; they would hide all others. */
const largest = 1e3;

/** The value below which a share of the others lie; 0 where there are none. */
function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values)
    .filter((value) => Math.abs(value) <= largest)
    .sort();
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

/** A range that can be drawn over, also where all values are alike. */
function rangeOf(values: ArrayLike<number>): [number, number] {
  const low = quantile(values, 0.03);
  const high = quantile(values, 0.97);
  return high - low > 0.1 ? [low, high] : [low - 0.5, high + 0.5];
}

/** Usual values of the variables of a rule, and their ranges, in what one animal went through. */
interface Surroundings {
  middle: Place;
  range: Record<RuleSlice['variable'], [number, number]>;
  on: number;
  off: number;
  rewarded: number;
  unrewarded: number;
}

function surroundingsOf(rule: PlasticityRule, network: PlasticNetwork, animal: Experiment): Surroundings {
  const { weights, units } = runRule(rule, network, animal);
  const { inputs, trials, longest, lengths, x, rewardTerm } = animal;
  const seen: number[] = [];
  const active: number[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const cell = trial * longest + lengths[trial] - 1;
    for (let input = 0; input < inputs; input++) seen.push(x[cell * inputs + input]);
    for (let unit = 0; unit < network.units; unit++) active.push(units[cell * network.units + unit]);
  }
  const [off, on] = [0.1, 0.9].map((share) => quantile(seen, share));
  const [unrewarded, rewarded] = [0.1, 0.9].map((share) => quantile(rewardTerm, share));
  return {
    middle: { x: on, y: quantile(active, 0.5), w: quantile(weights, 0.5), r: rewarded },
    range: { x: rangeOf(seen), w: rangeOf(weights), r: rangeOf(rewardTerm) },
    ...{ on, off, rewarded, unrewarded },
  };
}

/** Draws cuts through a rule where the animals are: along the input, the weight and the reward term. */
export class RuleSlicer {
  private readonly fixed?: Surroundings;

  constructor(
    private readonly network: PlasticNetwork,
    private readonly animal: Experiment,
    private readonly truth?: PlasticityRule,
  ) {
    this.fixed = truth && surroundingsOf(truth, network, animal);
  }

  /** The perceptron as a formula. */
  nearest(rule: PlasticityRule): NearestSeries {
    return nearestSeries(rule, this.network, this.animal);
  }

  of(rule: PlasticityRule): RuleSlice[] {
    const around = this.fixed ?? surroundingsOf(rule, this.network, this.animal);
    const { middle, range, on, off, rewarded, unrewarded } = around;
    const byReward = [
      { name: 'reward', change: { r: rewarded } },
      { name: 'no reward', change: { r: unrewarded } },
    ];
    const byInput = [
      { name: 'input on', change: { x: on } },
      { name: 'input off', change: { x: off } },
    ];
    return (['x', 'w', 'r'] as const).map((variable): RuleSlice => {
      const [low, high] = range[variable];
      const values = Array.from({ length: points }, (_, index) => low + ((high - low) * index) / (points - 1));
      const curve = (of: PlasticityRule, change: Partial<Place>) =>
        values.map((value) => {
          const { x, y, w, r }: Place = { ...middle, ...change, ...{ [variable]: value } };
          return ruleDelta(of, x, y, w, r);
        });
      return {
        variable,
        values,
        curves: (variable === 'r' ? byInput : byReward).map(({ name, change }) => ({
          name,
          model: curve(rule, change),
          ...(this.truth && { truth: curve(this.truth, change) }),
        })),
      };
    });
  }
}
