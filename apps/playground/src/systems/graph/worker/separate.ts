import { measureSeparation, parseGraph6 } from '@perceptrons/graph';
import { random } from '@perceptrons/tensor';
import type { LayersModel } from '@tensorflow/tfjs';
import { type Contestant, contestants } from '../models';
import type { PairText } from '../pairs';
import type { PairSettings, Separation } from '../run';
import { buildModel, encoding } from './models';

/** Of two scores, one for each graph: softmax. */
const probabilityOfB = ([a, b]: Float32Array) => 1 / (1 + Math.exp(a - b));

/** How far the outputs of a network for two graphs lie apart, beside those for two labelings of one graph. */
export async function separationOf(model: LayersModel, { a, b }: PairText, seed: number): Promise<Separation> {
  const key = random.foldIn(random.key(seed), 4);
  const { gap, relabelingGap, separated, outputs } = await measureSeparation(model, parseGraph6(a), parseGraph6(b), {
    key,
    encode: encoding,
  });
  return { gap, relabelingGap, separated, asB: [probabilityOfB(outputs.a), probabilityOfB(outputs.b)] };
}

/** What both networks make of two graphs before they learn anything. */
export async function separate({ settings, ...pair }: PairSettings): Promise<Record<Contestant, Separation>> {
  const found: Partial<Record<Contestant, Separation>> = {};
  for (const name of contestants) {
    const model = buildModel(name, settings);
    try {
      found[name] = await separationOf(model, pair, settings.seed);
    } finally {
      model.dispose();
    }
  }
  return found as Record<Contestant, Separation>;
}
