import * as tf from '@tensorflow/tfjs';
import { imageSide, type RunDescription } from '../run';
import type { DataName } from '../settings';
import { buildModel } from './models';
import { shippedModel } from './shipped-weights';
import { pixelOrder } from './training-data';

/** A model that can answer. */
export interface CurrentModel {
  model: tf.LayersModel;
  classNames: string[];
  /** Pixel order of its training; undefined for none. */
  order?: Int32Array;
  /** What to call it on the page. */
  name: string;
  /** Tensors belong to the backend they were made on, so a switch means a new model. */
  backend: string;
}

interface TrainedModel extends CurrentModel {
  description: RunDescription;
  /** Host copy of the weights, once the training has ended. */
  weights?: { values: Float32Array; shape: number[] }[];
}

let trained: TrainedModel | undefined;
const shipped = new Map<DataName, CurrentModel>();

function trainedModel(model: tf.LayersModel, description: RunDescription): TrainedModel {
  return {
    model,
    description,
    classNames: description.classNames,
    order: pixelOrder(description.settings, { height: imageSide, width: imageSide }),
    name: 'your run',
    backend: tf.getBackend(),
  };
}

/** Makes the model of a run the one that answers, from its first step on. The model before it is freed. */
export function setTrainedModel(model: tf.LayersModel, description: RunDescription): void {
  forgetTrainedModel();
  trained = trainedModel(model, description);
}

/** Copies the weights of the trained model to the host, so that it outlives a switch of the backend. */
export async function keepTrainedWeights(): Promise<void> {
  if (!trained) return;
  const weights = trained.model.getWeights();
  trained.weights = await Promise.all(
    weights.map(async (weight) => ({ values: (await weight.data()) as Float32Array, shape: weight.shape })),
  );
}

export function forgetTrainedModel(): void {
  if (trained?.backend === tf.getBackend()) trained.model.dispose();
  trained = undefined;
}

function rebuilt({ description, weights }: TrainedModel): TrainedModel {
  const model = buildModel(description.settings, description.classNames.length);
  if (weights) {
    const tensors = weights.map(({ values, shape }) => tf.tensor(values, shape));
    model.setWeights(tensors);
    tf.dispose(tensors);
  }
  return { ...trainedModel(model, description), weights };
}

/** The model of the visitor's run on this data, else the one with the shipped weights. */
export async function currentModel(data: DataName): Promise<CurrentModel> {
  if (trained?.description.settings.data === data) {
    if (trained.backend !== tf.getBackend()) trained = rebuilt(trained);
    return trained;
  }
  let found = shipped.get(data);
  if (!found || found.backend !== tf.getBackend()) {
    found = { ...(await shippedModel(data)), name: 'shipped weights', backend: tf.getBackend() };
    shipped.set(data, found);
  }
  return found;
}
