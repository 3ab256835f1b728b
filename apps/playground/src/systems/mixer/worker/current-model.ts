import * as tf from '@tensorflow/tfjs';
import { type DataName, imageSide } from '../../../images/image-data';
import { ModelKeeper } from '../../../training/worker/model-keeper';
import type { RunDescription } from '../run';
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
}

/** The model of the visitor's run. */
export const trained = new ModelKeeper<RunDescription>(({ settings, classNames }) =>
  buildModel(settings, classNames.length),
);

const shipped = new Map<DataName, CurrentModel & { backend: string }>();

/** The model of the visitor's run on this data, else the one with the shipped weights. */
export async function currentModel(data: DataName): Promise<CurrentModel> {
  const own = trained.get();
  if (own?.origin.settings.data === data) {
    const { settings, classNames } = own.origin;
    const order = pixelOrder(settings, { height: imageSide, width: imageSide });
    return { model: own.model, classNames, order, name: 'your run' };
  }
  let found = shipped.get(data);
  if (!found || found.backend !== tf.getBackend()) {
    found = { ...(await shippedModel(data)), name: 'shipped weights', backend: tf.getBackend() };
    shipped.set(data, found);
  }
  return found;
}
