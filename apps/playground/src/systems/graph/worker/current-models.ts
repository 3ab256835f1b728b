import { ConfigError } from '@perceptrons/tensor';
import type { LayersModel } from '@tensorflow/tfjs';
import { browserStore } from '../../../training/worker/browser-store';
import { loadFromCheckpoint } from '../../../training/worker/from-checkpoint';
import { ModelKeeper } from '../../../training/worker/model-keeper';
import { type Contestant, contestants } from '../models';
import type { RunDescription } from '../run';
import { checkpointName, savedRun } from './files';
import { buildModel, type Models } from './models';

const keeperOf = (name: Contestant) => new ModelKeeper<RunDescription>(({ settings }) => buildModel(name, settings));
const trained = { ppgn: keeperOf('ppgn'), gin: keeperOf('gin') };

/** Makes the networks of a run the ones that are handed out, from its first step on. Those before them are freed. */
export function setTrainedModels(models: Models, description: RunDescription): void {
  for (const name of contestants) trained[name].set(models[name], description);
}

/** Copies the weights to the host, so that they outlive a switch of the backend. */
export async function keepTrainedModels(): Promise<void> {
  for (const name of contestants) await trained[name].keepWeights();
}

export function forgetTrainedModels(): void {
  for (const name of contestants) trained[name].forget();
}

/** After a reload: a network of the saved run, from its checkpoint. */
async function restoreModel(name: Contestant): Promise<void> {
  const run = await savedRun.load(browserStore);
  if (!run) return;
  const model = buildModel(name, run.description.settings);
  if (await loadFromCheckpoint(browserStore, checkpointName(name), model)) {
    trained[name].set(model, run.description);
    await trained[name].keepWeights();
  } else model.dispose();
}

/** A network of the visitor's run. @throws ConfigError `playground/no-run` where there is none. */
export async function trainedModel(name: Contestant): Promise<{ model: LayersModel; origin: RunDescription }> {
  if (!trained[name].get()) await restoreModel(name);
  const found = trained[name].get();
  if (found) return found;
  throw new ConfigError({
    code: 'playground/no-run',
    message: 'There are no trained weights yet: no network was trained here. Train first, then download.',
  });
}
