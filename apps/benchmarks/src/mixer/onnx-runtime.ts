import * as ort from 'onnxruntime-web';
import type { Subject } from '../harness/contender';
import { mixerOnnx } from '../onnx/mixer-graph';
import type { MixerCase } from './case';
import { makeBatch, makeWeights } from './weights';

/** Inference of a case in ONNX Runtime Web on its WASM provider. */
export async function onnxMixer(task: MixerCase, threads: number): Promise<Subject> {
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = threads;
  const file = mixerOnnx(task, makeWeights(task.shape));
  const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
  const { images } = makeBatch(task);
  const feeds = { images: new ort.Tensor('float32', images.data, images.shape) };
  const infer = async () => {
    const { logits } = await session.run(feeds);
    return logits.data as Float32Array;
  };
  return {
    check: async () => ({ outputs: Array.from(await infer()) }),
    step: async () => void (await infer()),
  };
}
