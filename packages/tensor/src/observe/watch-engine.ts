// Every kernel and every tensor passes through two methods of the TensorFlow.js engine. They are wrapped here, and only
// while somebody watches.
import type * as tf from '@tensorflow/tfjs';
import { engine as getEngine } from '@tensorflow/tfjs';

/** What a watcher may hear of. */
export interface EngineWatcher {
  /** Runs one kernel by calling `run` once. */
  kernel?(name: string, inputs: tf.NamedTensorInfoMap, run: () => tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[];
  created?(tensor: tf.Tensor): void;
  disposed?(tensor: tf.Tensor): void;
}

interface KernelStep {
  kernelName?: string;
  inputs: tf.NamedTensorInfoMap;
}

type Method = (...parameters: unknown[]) => unknown;
type Methods = Record<'runKernelFunc' | 'trackTensor' | 'disposeTensor', Method>;

/** Wraps the methods of the engine until the returned function is called. */
export function watchEngine(watcher: EngineWatcher): () => void {
  const engine = getEngine() as unknown as Methods;
  const undo: Array<() => void> = [];

  function wrap(name: keyof Methods, around: (stock: () => unknown, parameters: unknown[]) => unknown): void {
    const stock = engine[name];
    const inherited = !Object.hasOwn(engine, name);
    const wrapped: Method = (...parameters) => around(() => stock.apply(engine, parameters), parameters);
    engine[name] = wrapped;
    undo.push(() => {
      if (engine[name] !== wrapped) return;
      if (inherited) delete (engine as Partial<Methods>)[name];
      else engine[name] = stock;
    });
  }

  wrap('runKernelFunc', (stock, [step]) => {
    const { kernelName, inputs } = step as KernelStep;
    const run = stock as () => tf.Tensor | tf.Tensor[];
    // Steps without a name are gradients written by hand; the kernels inside them have names.
    return kernelName === undefined || !watcher.kernel ? run() : watcher.kernel(kernelName, inputs, run);
  });
  wrap('trackTensor', (stock, [tensor]) => {
    stock();
    watcher.created?.(tensor as tf.Tensor);
  });
  wrap('disposeTensor', (stock, [tensor]) => {
    stock();
    watcher.disposed?.(tensor as tf.Tensor);
  });
  return () => undo.reverse().forEach((step) => void step());
}
