import type { LabelledImages } from '@perceptrons/data';
import { io } from '@perceptrons/tensor';
import { loadMixerWeights } from '@perceptrons/vision';
import type { LayersModel } from '@tensorflow/tfjs';
import type { DataName } from '../../../images/image-data';
import { defaults } from '../../../settings/setting';
import fashionWeights from '../recorded/fashion-mnist.safetensors?url';
import mnistWeights from '../recorded/mnist.safetensors?url';
import { mixerSettings } from '../settings';
import { buildModel } from './models';

const files: Record<Exclude<DataName, 'own'>, string> = { 'fashion-mnist': fashionWeights, mnist: mnistWeights };

/** A Mixer with the weights of the recorded run. Their class names are in the metadata of the file. */
export async function shippedModel(
  data: DataName,
): Promise<{ model: LayersModel; classNames: LabelledImages['classNames'] }> {
  const url = files[data === 'own' ? 'fashion-mnist' : data];
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The shipped weights could not be loaded from ${url} (status ${response.status}).`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { metadata } = io.readSafetensorsHeader(bytes);
  const classNames = JSON.parse(metadata.get('classNames') ?? '[]') as string[];
  const model = buildModel(defaults(mixerSettings), classNames.length);
  await loadMixerWeights(model, bytes, { gelu: 'keep' });
  return { model, classNames };
}
