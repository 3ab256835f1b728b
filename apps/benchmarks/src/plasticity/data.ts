// Rule and experiments of a case, the same in every process: `python/jax_plasticity.py` draws the same numbers.
import { mix, uniform } from '../mixer/weights';
import { HIDDEN, LONGEST, type PlasticityCase } from './case';

/** One experiment as flat arrays. */
export interface PlasticityData {
  /** Presentations of the longest trial. */
  longest: number;
  /** [trials, longest, inputs], 0 behind the end of a trial. */
  x: Float32Array;
  /** [trials] */
  lengths: Int32Array;
  /** [trials] */
  rewardTerm: Float32Array;
  /** [trials, units], for activity. */
  activity: Float32Array;
  /** [inputs, units] */
  initialWeights: Float32Array;
}

/** Streams of one experiment. */
const STREAMS = 8;
const [NOISE, ODOUR, LENGTH, REWARD, WEIGHTS, ACTIVITY] = [0, 1, 2, 3, 4, 5];
const PARAMETERS = -7;
const MEAN_INPUT = 0.75;

/** 81 coefficients, place ((x * 3 + y) * 3 + w) * 3 + r, or 61 parameters W1 [4, 10], b1, w2, b2. */
export function ruleParameters({ rule, recording }: PlasticityCase): Float32Array {
  if (rule === 'mlp') return uniform(PARAMETERS, 6 * HIDDEN + 1, 0, 0.1);
  const coefficients = uniform(PARAMETERS, 81, 0, 0.01);
  if (recording === 'behaviour') {
    coefficients[28] = 0.5; // x r
    coefficients[3] = -0.05; // w
  } else {
    coefficients[36] = 1; // x y
    coefficients[21] = -1; // y^2 w
  }
  return coefficients;
}

export function plasticityData(task: PlasticityCase, experiment: number): PlasticityData {
  const { recording, inputs, units, trials } = task;
  const stream = (purpose: number) => experiment * STREAMS + purpose;
  const isBehaviour = recording === 'behaviour';
  const lengths = Int32Array.from({ length: trials }, (_, trial) =>
    isBehaviour ? trialLength(mix(stream(LENGTH), trial)) : 1,
  );
  const longest = Math.max(...lengths);
  const x = new Float32Array(trials * longest * inputs);
  const noise = uniform(stream(NOISE), trials * LONGEST * inputs, 0, isBehaviour ? 0.05 : Math.sqrt(0.3));
  for (let trial = 0; trial < trials; trial++) {
    for (let shown = 0; shown < lengths[trial]; shown++) {
      const odour = mix(stream(ODOUR), trial * LONGEST + shown) & 1;
      for (let input = 0; input < inputs; input++) {
        const mean = isBehaviour && input % 2 === odour ? MEAN_INPUT : 0;
        x[(trial * longest + shown) * inputs + input] = mean + noise[(trial * LONGEST + shown) * inputs + input];
      }
    }
  }
  return {
    longest,
    x,
    lengths,
    rewardTerm: isBehaviour ? uniform(stream(REWARD), trials, 0, 0.6) : new Float32Array(trials),
    activity: isBehaviour ? new Float32Array(0) : uniform(stream(ACTIVITY), trials * units, 0.5, 0.4),
    initialWeights: uniform(stream(WEIGHTS), inputs * units, 0, isBehaviour ? 0.02 : Math.sqrt(6 / inputs)),
  };
}

/** 1 with chance 1/2, 2 with 1/4 and so on, at most the longest: two presentations a trial on average. */
function trialLength(bits: number): number {
  let length = 1;
  for (let rest = bits; length < LONGEST && (rest & 1) === 1; rest >>>= 1) length++;
  return length;
}
