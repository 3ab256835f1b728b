import { devianceOfLogits } from '../deviance';
import type { ChoiceModel, ChoiceSequence } from './choice-model';
import { nelderMead } from './nelder-mead';

const logistic = (value: number) => 1 / (1 + Math.exp(-value));

/** Value of each stimulus, learned from rewards. */
interface QParameters {
  /** Share of the error that a value takes over after an accept, 0 to 1. */
  learningRate: number;
  /** Share of the value that every other stimulus loses at an accept, 0 to 1. */
  forgetting: number;
  /** Factor of the value in the logit. */
  slope: number;
  /** Logit of a stimulus without value. */
  bias: number;
}

/** Logits [T, L] for these parameters; values start at 0. */
function qLogits(sequence: ChoiceSequence, { learningRate, forgetting, slope, bias }: QParameters): Float64Array {
  const { experiment, stimuli, accepted, rewards, count } = sequence;
  const { trials, longest, lengths } = experiment;
  const values = new Float64Array(count);
  const logits = new Float64Array(trials * longest);
  for (let trial = 0; trial < trials; trial++) {
    for (let place = 0; place < lengths[trial]; place++) {
      const cell = trial * longest + place;
      logits[cell] = bias + slope * values[stimuli[cell]];
    }
    const chosen = accepted[trial];
    if (chosen < 0) continue;
    for (let other = 0; other < count; other++) if (other !== chosen) values[other] *= 1 - forgetting;
    values[chosen] += learningRate * (rewards[trial] - values[chosen]);
  }
  return logits;
}

/** Starting points: slow and fast learning, weak and strong influence on choices. */
const starts = [
  [-2, 1],
  [0, 1],
  [-2, 5],
  [0, 5],
] as const;

/**
 * Q-learning of the value of each stimulus, fitted by maximum likelihood from several starts; with forgetting, the values
 * of stimuli that were not accepted decay.
 *
 * Source: Watkins and Dayan (1992); forgetting as in Ito and Doya, "Validation of decision-making models and analysis of
 * decision variables in the rat basal ganglia" (2009).
 */
export function qLearningModel({ forgetting }: { forgetting: boolean }): ChoiceModel {
  const read = (point: Float64Array): QParameters => ({
    learningRate: logistic(point[0]),
    slope: point[1],
    bias: point[2],
    forgetting: forgetting ? logistic(point[3]) : 0,
  });
  return {
    name: forgetting ? 'Q-learning with forgetting' : 'Q-learning',
    fit: (sequences, ends) => {
      const deviance = (point: Float64Array) => {
        let sum = 0;
        for (const [index, sequence] of sequences.entries()) {
          sum += devianceOfLogits(sequence.experiment, qLogits(sequence, read(point)), { end: ends[index] }).sum;
        }
        return sum;
      };
      const fits = starts.map(([rate, slope]) => nelderMead(deviance, [rate, slope, 0, ...(forgetting ? [-2] : [])]));
      const best = fits.reduce((a, b) => (b.value < a.value ? b : a));
      const { forgetting: lost, ...others } = read(best.point);
      const parameters: Record<string, number> = forgetting ? { ...others, forgetting: lost } : others;
      return { parameters, logits: (sequence) => qLogits(sequence, read(best.point)) };
    },
  };
}
