import type { LayersModel } from '@tensorflow/tfjs';
import type { RunDescription } from '../run';
import { imageSide } from '../run';
import type { DataName } from '../settings';
import { shippedModel } from './shipped-weights';
import { pixelOrder } from './training-data';

/** The model that answers now. */
export interface CurrentModel {
  model: LayersModel;
  classNames: string[];
  /** Pixel order of its training; undefined for none. */
  order?: Int32Array;
  /** What to call it on the page. */
  name: string;
  description?: RunDescription;
}

let trained: CurrentModel | undefined;
const shipped = new Map<DataName, CurrentModel>();

/** Makes the model of a run the one that answers, from its first step on. The model before it is freed. */
export function setTrainedModel(model: LayersModel, description: RunDescription): void {
  trained?.model.dispose();
  trained = {
    model,
    classNames: description.classNames,
    order: pixelOrder(description.settings, { height: imageSide, width: imageSide }),
    name: 'your run',
    description,
  };
}

export function forgetTrainedModel(): void {
  trained?.model.dispose();
  trained = undefined;
}

/** The model of the visitor's run on this data, else the one with the shipped weights. */
export async function currentModel(data: DataName): Promise<CurrentModel> {
  if (trained?.description?.settings.data === data) return trained;
  let found = shipped.get(data);
  if (!found) {
    found = { ...(await shippedModel(data)), name: 'shipped weights' };
    shipped.set(data, found);
  }
  return found;
}
