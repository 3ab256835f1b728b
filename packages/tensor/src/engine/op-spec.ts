// What an op consists of. An op's own files know arithmetic and shapes; registries and backends are the engine's affair.
import type * as tf from '@tensorflow/tfjs';
import type { WasmKernel } from '../backends/wasm-kernel';
import type { WebgpuKernel } from '../backends/webgpu-kernel';

/** Tensors by input name. Optional inputs may be absent. */
export type OpInputs = Record<string, tf.Tensor | undefined>;

/** What a gradient rule gets to work with. */
export interface BackwardCall<Inputs extends OpInputs, Attributes> {
  /** The inputs named in `gradient.saves`; the others are absent. */
  inputs: Partial<Inputs>;
  /** Extra tensors that the kernel kept, in the order in which it returned them. */
  kept: tf.Tensor[];
  /** The result of the op, where `gradient.savesOutput` asks for it. */
  output?: tf.Tensor;
  attributes: Attributes;
}

/** The fast gradient: used when the op ran as a fused kernel under exactly one tape. */
export interface OpGradient<Inputs extends OpInputs, Attributes> {
  /** Names of the inputs that the rule needs. */
  saves: ReadonlyArray<keyof Inputs & string>;
  /** Says whether the rule needs the result of the op too, which then lives until the backward pass. */
  savesOutput?(backend: string): boolean;
  /**
   * Returns one function per input. Only those that the tape needs are called, each inside its own tidy: a kernel with
   * several outputs must therefore run in the body, and the functions return clones.
   */
  backward(
    outputGradient: tf.Tensor,
    call: BackwardCall<Inputs, Attributes>,
  ): Partial<Record<keyof Inputs & string, () => tf.Tensor>>;
}

/** The description of an op that `defineOp` turns into a callable. */
export interface OpSpec<Inputs extends OpInputs, Attributes, Result extends tf.Tensor | tf.Tensor[]> {
  /** PascalCase; the kernel is registered as `Perceptrons<name>`. */
  name: string;
  /** Names of the inputs, in order. */
  inputs: ReadonlyArray<keyof Inputs & string>;
  /** True when the result is an array of tensors. Such ops cannot have a fast gradient. */
  manyOutputs?: boolean;
  /** The definition: a composition of stock ops with derivatives of every order. Also what runs where no kernel exists. */
  reference(inputs: Inputs, attributes: Attributes): Result;
  /** Without a fast gradient the reference runs whenever a tape records. */
  gradient?: OpGradient<Inputs, Attributes>;
  wasm?: WasmKernel<Inputs, Attributes>;
  webgpu?: WebgpuKernel<Inputs, Attributes>;
  /** Says whether the fused kernel takes these inputs; the reference runs where it answers false. */
  accepts?(inputs: Inputs, attributes: Attributes, backend: string): boolean;
}
