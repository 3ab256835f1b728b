import { type Schedule, staircaseDecay } from '@perceptrons/layers';
import { ConfigError } from '@perceptrons/tensor';

/** How the learning rate falls. */
export interface DecayOptions {
  /** First learning rate. */
  learningRate: number;
  /** Factor after every `decayEpochs` epochs; 1: none. Default 1. */
  decay?: number;
  /** Default 20. */
  decayEpochs?: number;
  /**
   * `epochs` (default): after exactly so many epochs. `samples`: after so many epochs' worth of steps times batch size, which
   * comes earlier where batches are not full, down to 1e-8.
   */
  decaySchedule?: 'epochs' | 'samples';
}

/** What the schedule must know of a run. */
export interface DecayRun {
  batchSize: number;
  stepsPerEpoch: number;
  /** Number of training examples. */
  examples: number;
}

/**
 * The learning rate of the published code of Maron et al. 2019: `samples` is that of the TensorFlow code behind the published
 * figures, `epochs` that of its PyTorch version.
 *
 * @throws ConfigError `graph/decay-schedule`, and those of `staircaseDecay`.
 */
export function decaySchedule(options: DecayOptions, run: DecayRun): Schedule {
  const { learningRate, decay = 1, decayEpochs = 20, decaySchedule: counted = 'epochs' } = options;
  const base = { base: learningRate, factor: decay };
  if (counted === 'epochs') return staircaseDecay({ ...base, everySteps: decayEpochs * run.stepsPerEpoch });
  if (counted === 'samples') {
    return staircaseDecay({ ...base, everySteps: (decayEpochs * run.examples) / run.batchSize, minimum: 1e-8 });
  }
  throw new ConfigError({
    code: 'graph/decay-schedule',
    argument: 'decaySchedule',
    message: `decaySchedule is "${String(counted)}". Accepted: "epochs", "samples".`,
  });
}
