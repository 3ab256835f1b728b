// Networks of graphs as a user of the package trains them: a LayersModel, compiled with our optimizer and loss.
import { gin, ppgn } from '@perceptrons/graph';
import { AdamW, softmaxCrossEntropy } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { ADAM, LEARNING_RATE } from '../mixer/case';
import { trainingSubject } from '../networks/tf-subject';
import { MLP_DEPTH, type PpgnShape, type StepCase } from './case';
import { stepBatch, weightValues } from './values';

/** One training step on the inputs of a model, to the end: the loss has been read. */
export type TrainModel = (inputs: tf.Tensor | tf.Tensor[], targets: tf.Tensor) => Promise<number>;

function trainer(model: tf.LayersModel): TrainModel {
  const optimizer = new AdamW({ learningRate: LEARNING_RATE, ...ADAM, weightDecay: 0 });
  model.compile({ optimizer, loss: (targets, scores) => softmaxCrossEntropy(targets, scores) });
  return async (inputs, targets) => (await model.trainOnBatch(inputs, targets)) as number;
}

/** The PPGN of a case with the weights of its plan. */
export function ppgnTrainer(shape: PpgnShape, nodes: number, masked: boolean): TrainModel {
  const { channels, width, blocks, classes } = shape;
  const model = ppgn({
    inputChannels: channels,
    outputUnits: classes,
    blockWidths: new Array<number>(blocks).fill(width),
    mlpDepth: MLP_DEPTH,
    masked,
  });
  const weights = [...weightValues(shape, nodes)].map(([name, { data, shape: size }]) => ({ name, data, size }));
  for (let block = 0; block < blocks; block++) {
    // A layer lists its weights in the order of the plan.
    for (const [layer, start] of [
      [`block${block}`, `block${block}.`],
      [`block${block}_scores`, `head${block}.`],
    ]) {
      const own = weights.filter(({ name }) => name.startsWith(start));
      tf.tidy(() => model.getLayer(layer).setWeights(own.map(({ data, size }) => tf.tensor(data, size))));
    }
  }
  return trainer(model);
}

/** Training steps of a model on the batch of a case. */
function stepSubject(task: StepCase, train: TrainModel): Subject {
  const { pairs, targets } = stepBatch(task);
  const [x, y] = [pairs, targets].map(({ data, shape }) => tf.tensor(data, shape));
  return trainingSubject(() => train(x, y));
}

/** Training steps of the PPGN of a case. */
export function ppgnModelStep(task: StepCase): Subject {
  return stepSubject(task, ppgnTrainer(task.shape, task.nodes, false));
}

/** Training steps of a GIN with as many rounds as the PPGN has blocks, of the same width, on the same pairs. */
export function ginModelStep(task: StepCase): Subject {
  const { channels, width, blocks, classes } = task.shape;
  const model = gin({
    inputChannels: channels,
    outputUnits: classes,
    widths: new Array<number>(blocks).fill(width),
    mlpDepth: MLP_DEPTH,
    // Every pair is an edge here, with a weight of up to 1.
    readout: 'mean',
    masked: false,
  });
  return stepSubject(task, trainer(model));
}
