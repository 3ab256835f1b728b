import * as tf from '@tensorflow/tfjs';
import { browserStore } from '../../../training/worker/browser-store';
import { loadFromCheckpoint } from '../../../training/worker/from-checkpoint';
import { ModelKeeper } from '../../../training/worker/model-keeper';
import { type Contestant, contestants } from '../models';
import type { RunDescription } from '../run';
import { checkpointName, savedRun } from './files';
import { buildModel, type CurrentModels, type Models } from './models';
import { shippedModels } from './shipped-weights';

const keeperOf = (name: Contestant) =>
  new ModelKeeper<RunDescription>(({ settings, classNames }) => buildModel(name, settings, classNames.length));
const trained = { sequencer: keeperOf('sequencer'), mixer: keeperOf('mixer') };
let shipped: { current: CurrentModels; backend: string } | undefined;

/** Makes the models of a run the ones that answer, from its first step on. Those before them are freed. */
export function setTrainedModels(models: Models, description: RunDescription): void {
  for (const name of contestants) {
    const model = models[name];
    if (model) trained[name].set(model, description);
    else trained[name].forget();
  }
}

/** Copies the weights to the host, so that they outlive a switch of the backend. */
export async function keepTrainedModels(): Promise<void> {
  for (const name of contestants) await trained[name].keepWeights();
}

export function forgetTrainedModels(): void {
  for (const name of contestants) trained[name].forget();
}

/** A model with the weights of its checkpoint; undefined where there is none. */
async function fromCheckpoint(name: Contestant, description: RunDescription): Promise<tf.LayersModel | undefined> {
  const model = buildModel(name, description.settings, description.classNames.length);
  if (await loadFromCheckpoint(browserStore, checkpointName(name), model)) return model;
  model.dispose();
  return undefined;
}

/** After a reload: the models of the saved run, from its checkpoints. */
async function restoreModels(): Promise<void> {
  const run = await savedRun.load(browserStore);
  if (!run) return;
  const sequencer = await fromCheckpoint('sequencer', run.description);
  if (!sequencer) return;
  const mixer = run.description.costs.mixer && (await fromCheckpoint('mixer', run.description));
  setTrainedModels({ sequencer, mixer }, run.description);
  await keepTrainedModels();
}

/** The models of the visitor's run, where `own` is asked for and there is one; else those with the shipped weights. */
export async function currentModels(own: boolean): Promise<CurrentModels> {
  if (own && !trained.sequencer.get()) await restoreModels();
  const found = own ? trained.sequencer.get() : undefined;
  if (found) {
    const { settings, classNames } = found.origin;
    return {
      models: { sequencer: found.model, mixer: trained.mixer.get()?.model },
      classNames,
      settings,
      name: 'your run',
    };
  }
  if (!shipped || shipped.backend !== tf.getBackend()) {
    shipped = { current: await shippedModels(), backend: tf.getBackend() };
  }
  return shipped.current;
}
