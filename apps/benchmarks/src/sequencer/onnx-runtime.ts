import * as ort from 'onnxruntime-web';
import type { Subject } from '../harness/contender';
import { sequencerOnnx } from '../onnx/sequencer-graph';
import { sampled } from '../ops/op-subject';
import type { SequencerCase } from './case';
import { inputValues, weightValues } from './values';

/** Inference of a case in ONNX Runtime Web on its WASM provider, on one thread. */
export async function onnxSequencer(task: SequencerCase): Promise<Subject> {
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  const { shape, data } = inputValues(task);
  const file = sequencerOnnx(task, weightValues(task));
  const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
  const feeds = { x: new ort.Tensor('float32', data, shape) };
  const infer = async (): Promise<Float32Array> => {
    const { y } = await session.run(feeds);
    return y.data as Float32Array;
  };
  return {
    check: async () => ({ outputs: sampled(await infer()) }),
    step: async () => void (await infer()),
  };
}
