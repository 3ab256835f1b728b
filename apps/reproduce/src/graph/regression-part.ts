import { type EncodeOptions, type GraphData, qm9Protocol } from '@perceptrons/graph';
import { random } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';

/** How a network is trained. A type and not an interface, so that it counts as JSON. */
export type RegressionTraining = {
  epochs: number;
  batchSize: number;
  learningRate: number;
  /** Factor of the learning rate after every `decayEpochs` epochs. */
  decay: number;
  decayEpochs: number;
};

/** What the training of one network leaves, as plain JSON. */
export type RegressionRun = {
  parameters: number;
  /** Mean absolute error of every target on the test graphs, in its own units. */
  testErrors: number[];
  /** That of the mean of the training graphs. */
  meanErrors: number[];
  /** Outputs for the test graphs, row by row. */
  testOutputs: number[];
  /** Numbers of the test graphs. */
  test: number[];
  /** Sum over targets of the standardised error on the validation graphs, after every epoch. */
  validationErrors: number[];
  bestEpoch: number;
  secondsPerEpoch: number;
};

/** Runs the protocol of QM9 as a part of a run: progress, record, checkpoints, resume. */
export async function runRegression(
  part: PartContext,
  graphs: readonly GraphData[],
  options: RegressionTraining & {
    seed: number;
    encoding: EncodeOptions;
    model: (outputUnits: number) => tf.LayersModel;
  },
): Promise<RegressionRun> {
  const { seed, model, ...rest } = options;
  let parameters = 0;
  const result = await qm9Protocol({
    ...rest,
    graphs,
    model(outputUnits) {
      const made = model(outputUnits);
      parameters = made.countParams();
      return made;
    },
    key: random.key(seed),
    signal: part.signal,
    checkpoint: part.checkpoint,
    onStep: ({ step, totalSteps, loss, examplesPerSecond, secondsLeft }) =>
      part.progress({ step, totalSteps, loss, examplesPerSecond, secondsLeft }),
    onEpoch: (epoch, values) =>
      part.log({ kind: 'epoch', epoch: epoch + 1, loss: values.loss, validationError: values.validationError }),
  });
  if (result.stopped === 'cancelled') throw new Cancelled();
  const seconds = result.curve.map((entry) => entry.seconds).sort((a, b) => a - b);
  return {
    parameters,
    testErrors: result.testErrors,
    meanErrors: result.meanErrors,
    testOutputs: result.testOutputs,
    test: Array.from(result.split.test),
    validationErrors: result.curve.map(({ validationError }) => validationError),
    bestEpoch: result.bestEpoch,
    secondsPerEpoch: seconds[seconds.length >> 1],
  };
}
