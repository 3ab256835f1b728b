// Random masks during training must differ from step to step, repeat exactly in a second run, and go on unchanged after
// a restart. A layer therefore draws its masks from a key made of three numbers: its seed, the number of the training
// step, and how many masks it has drawn within that step. The training loop sets the step; under `model.fit` nobody
// does, the step stays 0 and the count of draws alone moves on, so masks still differ from step to step.
import { random } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';

/** The keys of the masks of one layer. */
export class MaskKeys {
  private step = 0;
  private draws = 0;
  private readonly base: random.Key;

  constructor(seed: number) {
    this.base = random.key(seed);
  }

  /** Starts a training step: the next mask is the first one of that step. */
  begin(step: number): void {
    this.step = step;
    this.draws = 0;
  }

  /** Key of the next mask. */
  next(): random.Key {
    return random.foldIn(random.foldIn(this.base, this.step), this.draws++);
  }
}

/** A layer whose random masks follow the training step. */
export interface StepSeeded {
  /** Starts a training step. A layer of your own may implement this to take part. */
  beginTrainingStep(step: number): void;
}

function isStepSeeded(value: object): value is StepSeeded {
  return 'beginTrainingStep' in value && typeof value.beginTrainingStep === 'function';
}

/** All layers of a model, also inside nested models and wrappers, that draw random masks. */
export function stepSeededLayers(model: tf.LayersModel): StepSeeded[] {
  const found = new Set<StepSeeded>();
  const visit = (layer: object): void => {
    if (isStepSeeded(layer)) found.add(layer);
    if ('layers' in layer && Array.isArray(layer.layers)) for (const inner of layer.layers) visit(inner);
    if ('layer' in layer && typeof layer.layer === 'object' && layer.layer !== null) visit(layer.layer);
  };
  visit(model);
  return [...found];
}

/**
 * Sets the number of the training step for every layer of a model that draws random masks (dropout, stochastic depth).
 * `train` does this itself; call it in a training loop of your own, before each step, to make the run repeatable and
 * resumable.
 *
 * @param step Whole number from 0 to 4294967295.
 */
export function setTrainingStep(model: tf.LayersModel, step: number): void {
  for (const layer of stepSeededLayers(model)) layer.beginTrainingStep(step);
}
