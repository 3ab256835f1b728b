import { io } from '@perceptrons/tensor';
import { loadSequencerWeights } from '@perceptrons/vision';
import { defaults } from '../../../settings/setting';
import weightsUrl from '../recorded/fashion-mnist.safetensors?url';
import { sequencerSettings } from '../settings';
import { buildModel, type CurrentModels } from './models';

/** The Sequencer with the weights of the recorded run. The Mixer's are not shipped: it answers after a run of the visitor. */
export async function shippedModels(): Promise<CurrentModels> {
  const response = await fetch(weightsUrl);
  if (!response.ok) {
    throw new Error(`The shipped weights could not be loaded from ${weightsUrl} (status ${response.status}).`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { metadata } = io.readSafetensorsHeader(bytes);
  const classNames = JSON.parse(metadata.get('classNames') ?? '[]') as string[];
  const settings = defaults(sequencerSettings);
  const sequencer = buildModel('sequencer', settings, classNames.length);
  await loadSequencerWeights(sequencer, bytes);
  return { models: { sequencer }, classNames, settings, name: 'shipped weights' };
}
