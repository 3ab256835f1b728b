// Gradients of ops with optional inputs. The tape notes an absent input and stumbles over it later.
import * as tf from '@tensorflow/tfjs';
import type { Proof, TapeRepair } from './repair';

type MaybeTensors = Record<string, tf.Tensor | null | undefined>;

interface SavingEngine {
  addTapeNode?: (kernelName: string, inputs: MaybeTensors, ...rest: unknown[]) => void;
  getTensorsForGradient?: (
    kernelName: string,
    inputs: MaybeTensors,
    outputs: tf.Tensor[],
  ) => Array<tf.Tensor | undefined>;
}

/** Puts `value` in the place of a method of this one object; returns the way back. */
function override<Name extends keyof SavingEngine>(
  engine: SavingEngine,
  name: Name,
  value: NonNullable<SavingEngine[Name]>,
): () => void {
  const inherited = !Object.hasOwn(engine, name);
  const before = engine[name];
  engine[name] = value;
  return () => {
    if (inherited) delete engine[name];
    else engine[name] = before;
  };
}

function apply(): (() => void) | undefined {
  const engine = tf.engine() as unknown as SavingEngine;
  const { addTapeNode, getTensorsForGradient } = engine;
  if (typeof addTapeNode !== 'function' || typeof getTensorsForGradient !== 'function') return undefined;
  const undo = [
    override(engine, 'getTensorsForGradient', function (this: SavingEngine, ...parameters) {
      return getTensorsForGradient.apply(this, parameters).filter((tensor) => tensor != null);
    }),
    override(engine, 'addTapeNode', function (this: SavingEngine, kernelName, inputs, ...rest) {
      const present = Array.isArray(inputs)
        ? inputs
        : Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor != null));
      addTapeNode.call(this, kernelName, present, ...rest);
    }),
  ];
  return () => undo.reverse().forEach((step) => void step());
}

function proof(given: string, offset?: tf.Tensor1D | number[], scale?: number[]): Proof {
  return {
    expression: `gradient of sum(batchNorm(x, 0, 3, ${given})^2) by x, x = [[2]], epsilon 1`,
    compute: () =>
      tf.grad((x) => {
        const y = tf.batchNorm2d(x as tf.Tensor2D, [0], [3], offset as number[], scale, 1);
        return tf.sum(tf.square(y));
      })(tf.tensor2d([[2]])),
    stock: { throws: 'Cannot read properties of undefined' },
    // y = x scale / 2 + offset
    right: [scale === undefined ? (offset === undefined ? 1 : 2) : 9],
  };
}

export const absentInputs: TapeRepair = {
  name: 'AbsentInputs',
  why: 'gradients of batchNorm without scale or without offset throw',
  apply,
  proofs: [proof('neither'), proof('offset 1', [1]), proof('scale 3', undefined, [3])],
};
