// The only place that knows how an op meets the registries of TensorFlow.js and its tape.
import * as tf from '@tensorflow/tfjs';
import { BackendError } from '../errors/perceptrons-error';
import type { OpInputs, OpSpec } from './op-spec';
import { addToTable, type DefinedOp } from './op-table';
import { runTapeStep, supportsTapeSteps, tapeDepth } from './tfjs-engine';

/** Runs an op on the current backend. */
export type Op<Inputs extends OpInputs, Attributes, Result> = (inputs: Inputs, attributes: Attributes) => Result;

/** Name under which the kernel of an op is registered with TensorFlow.js. */
export function kernelName(opName: string): string {
  return `Perceptrons${opName}`;
}

/** What a kernel of ours gets in the place of the attributes of a stock kernel. */
export interface KernelAttributes {
  attributes: object;
  /** A backward pass will follow. */
  training: boolean;
}

/**
 * Defines an op once for all backends.
 *
 * The returned function runs the fused kernel when the current backend has one registered, and the reference
 * composition otherwise. Under two and more tapes (a gradient of a gradient) the reference always runs, because its
 * derivatives of every order come from stock ops. Which of them runs is decided by lookup, never by catching errors.
 *
 * @param spec name, inputs, reference, and optionally a fast gradient, kernels and test data.
 * @returns a function of (inputs, attributes). It leaves no tensor behind but its result.
 */
export function defineOp<Inputs extends OpInputs, Attributes extends object, Result extends tf.Tensor | tf.Tensor[]>(
  spec: OpSpec<Inputs, Attributes, Result>,
): Op<Inputs, Attributes, Result> {
  const kernel = kernelName(spec.name);
  const run: Op<Inputs, Attributes, Result> = (inputs, attributes) => {
    const depth = tapeDepth();
    const fused =
      (depth === 0 || (depth === 1 && spec.gradient !== undefined && supportsTapeSteps())) &&
      tf.getKernel(kernel, tf.getBackend()) !== undefined &&
      (spec.accepts === undefined || spec.accepts(inputs, attributes, tf.getBackend()));
    if (!fused) return tf.tidy(() => spec.reference(inputs, attributes));
    return depth === 0 ? runKernel(spec, kernel, inputs, attributes) : recordKernel(spec, kernel, inputs, attributes);
  };
  addToTable({ ...spec, run } as unknown as DefinedOp);
  return run;
}

function present(inputs: OpInputs): tf.NamedTensorMap {
  const map: tf.NamedTensorMap = {};
  for (const name in inputs) {
    const tensor = inputs[name];
    if (tensor !== undefined) map[name] = tensor;
  }
  return map;
}

function kernelAttributes(attributes: object, training: boolean): tf.NamedAttrMap {
  return { attributes, training } satisfies KernelAttributes as unknown as tf.NamedAttrMap;
}

function runKernel<Inputs extends OpInputs, Attributes extends object, Result extends tf.Tensor | tf.Tensor[]>(
  spec: OpSpec<Inputs, Attributes, Result>,
  kernel: string,
  inputs: Inputs,
  attributes: Attributes,
): Result {
  const outputs = tf.engine().runKernel<tf.Tensor[]>(kernel, present(inputs), kernelAttributes(attributes, false));
  return (spec.manyOutputs === true ? outputs : outputs[0]) as Result;
}

function recordKernel<Inputs extends OpInputs, Attributes extends object, Result extends tf.Tensor | tf.Tensor[]>(
  spec: OpSpec<Inputs, Attributes, Result>,
  kernel: string,
  inputs: Inputs,
  attributes: Attributes,
): Result {
  const named = present(inputs);
  const gradient = spec.gradient!;
  const savedNames = gradient.saves.filter((name) => named[name] !== undefined);
  const attrs = kernelAttributes(attributes, true);
  const withOutput = gradient.savesOutput?.(tf.getBackend()) === true;
  return runTapeStep({
    inputs: named,
    attrs,
    forwardFunc: (_backend, save) => {
      const [value, ...kept] = tf.engine().runKernel<tf.Tensor[]>(kernel, named, attrs);
      save([...savedNames.map((name) => named[name]), ...(withOutput ? [value] : []), ...kept]);
      return value;
    },
    backwardsFunc: (outputGradient, saved) => {
      if (tapeDepth() > 0) throw nestedGradient(spec.name);
      const others = saved.slice(savedNames.length);
      const output = withOutput ? others.shift() : undefined;
      const restored = Object.fromEntries(savedNames.map((name, index) => [name, saved[index]])) as Partial<Inputs>;
      const call = { inputs: restored, kept: others, output, attributes };
      return gradient.backward(outputGradient as tf.Tensor, call) as Record<string, () => tf.Tensor>;
    },
  }) as Result;
}

function nestedGradient(opName: string): BackendError {
  return new BackendError({
    code: 'tensor/nested-gradient',
    message:
      `${opName}: its fused gradient was asked for a gradient of its own. ` +
      'Call the function that you differentiate twice inside tf.grad(tf.grad(...)), so that the reference composition is recorded.',
  });
}
