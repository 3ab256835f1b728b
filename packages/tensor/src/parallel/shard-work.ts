// The work of one worker: gradients of its shards, a barrier, sums and updates of its variables, a barrier, new values of
// the variables of others.
import * as tf from '@tensorflow/tfjs';
import { BackendError, ShapeError } from '../errors/perceptrons-error';
import type { BarrierResult } from './barrier';
import { type OptimizerState, readOptimizer, writeOptimizer } from './optimizer-state';
import type { NumberLayout, SharedInput } from './protocol';
import { part, treeSum } from './shards';
import type { SharedNumbers } from './shared-numbers';
import type { DataParallelTask } from './task';

interface ShardWorkOptions {
  task: DataParallelTask;
  variables: readonly tf.Variable[];
  numbers: SharedNumbers;
  layout: NumberLayout;
  index: number;
  timeout: number;
}

interface HeapBackend {
  typedArrayFromHeap?(tensor: tf.TensorInfo): Float32Array;
  dataIdMap?: { has(dataId: object): boolean };
}

export class ShardWork {
  /** True from the first change of a weight in a step to its end: an error in between leaves workers with different weights. */
  damaged = false;
  private readonly options: ShardWorkOptions;
  /** Numbers of the variables that this worker updates. */
  private readonly owned: readonly number[];
  /** Gradients of own shards for own variables, by shard: nobody else reads them, so they stay where they are. */
  private kept = new Map<number, Map<number, tf.Tensor>>();
  /** Steps that changed the weights. */
  private steps = 0;
  /** Number of the attempt at a step that runs or ran last. */
  private turn = 0;

  constructor(options: ShardWorkOptions) {
    this.options = options;
    const { variables, layout, index } = options;
    this.owned = [...variables.keys()].filter((variable) => layout.owners[variable] === index);
  }

  /** Gives the start values of worker 0 to all. */
  async shareStartValues(): Promise<void> {
    const { variables, numbers, index } = this.options;
    if (index === 0) for (const [i, variable] of variables.entries()) await copyOut(variable, numbers.parameter(i));
    if (this.wait(1) !== 'go') return;
    if (index !== 0) for (const i of variables.keys()) this.load(i);
    this.wait(2);
  }

  /** Sets variables; those without values stay. */
  write(values: ReadonlyArray<Float32Array | undefined>): void {
    for (const [i, value] of values.entries()) if (value) assign(this.options.variables[i], value);
  }

  /** What the optimizer remembers of the variables of this worker. */
  optimizerState(): Promise<OptimizerState> {
    return readOptimizer(this.options.task.optimizer, this.ownedVariables());
  }

  /** Puts optimizer, variables and number of steps into another state; one that does not fit this optimizer changes nothing. */
  async restore(state: OptimizerState, values: ReadonlyArray<Float32Array | undefined>, step: number): Promise<void> {
    await writeOptimizer(this.options.task.optimizer, this.ownedVariables(), state, () => {
      this.damaged = true;
    });
    this.write(values);
    this.steps = step;
    this.damaged = false;
  }

  /** One step of training. Stopped steps change nothing. */
  async step(
    turn: number,
    inputs: readonly SharedInput[],
    onShard?: (shard: number) => void,
  ): Promise<{ loss: number; stopped: boolean }> {
    this.turn = turn;
    try {
      return await this.runStep(inputs, onShard);
    } finally {
      for (const gradients of this.kept.values()) tf.dispose([...gradients.values()]);
      this.kept.clear();
    }
  }

  private async runStep(
    inputs: readonly SharedInput[],
    onShard?: (shard: number) => void,
  ): Promise<{ loss: number; stopped: boolean }> {
    const { numbers, layout, index, variables } = this.options;
    const { control } = numbers;
    const own = part(index, layout.workers, layout.shards);
    let failure: { error: unknown } | undefined;
    for (let shard = own.start; shard < own.end && !control.stopping(this.turn); shard++) {
      try {
        await this.shardGradients(shard, inputs);
        onShard?.(shard);
      } catch (error) {
        failure = { error };
        control.stop(this.turn);
      }
    }
    // After a failure too: the others wait here, and all have to leave together.
    const result = this.wait(1);
    if (failure) throw failure.error;
    if (result === 'stop') return { loss: Number.NaN, stopped: true };
    // Now, because a worker that is ahead writes the losses of the next step once all have met again.
    const loss = numbers.losses.reduce((sum, each) => sum + each, 0);
    this.damaged = true;
    const last = await this.update();
    if (this.wait(last) === 'stop') throw new Error('another worker failed while weights were updated');
    for (const i of variables.keys()) if (layout.owners[i] !== index) this.load(i);
    this.steps++;
    this.damaged = false;
    return { loss, stopped: false };
  }

  private async shardGradients(shard: number, inputs: readonly SharedInput[]): Promise<void> {
    const { task, variables, numbers, layout, index } = this.options;
    const { shards } = layout;
    const rows = inputs[0].shape[0];
    const range = part(shard, shards, rows);
    const count = range.end - range.start;
    if (count === 0) {
      numbers.losses[shard] = 0;
      for (const i of variables.keys()) numbers.gradient(shard, i).fill(0);
      return;
    }
    const weight = count / rows;
    const { value, grads } = tf.tidy(() => {
      const batch = Object.fromEntries(inputs.map((input) => [input.name, rowsOf(input, range.start, range.end)]));
      const weighted = (): tf.Scalar => {
        const loss = task.loss(batch, { index: shard, shards, step: this.steps, rows: count });
        if (!(loss instanceof tf.Tensor) || loss.size !== 1 || loss.dtype !== 'float32') {
          throw new ShapeError({
            code: 'tensor/parallel-loss',
            argument: 'loss',
            message: `DataParallel: loss must return one float32 number, it returned ${loss instanceof tf.Tensor ? `${loss.dtype} [${loss.shape}]` : typeof loss}. Take the mean over the rows.`,
          });
        }
        return tf.mul(tf.reshape(loss, []), weight) as tf.Scalar;
      };
      return tf.variableGrads(weighted, [...variables]);
    });
    const kept = new Map<number, tf.Tensor>();
    this.kept.set(shard, kept);
    try {
      numbers.losses[shard] = (await value.data())[0];
      for (const [i, { name }] of variables.entries()) {
        const gradient = grads[name] as tf.Tensor | undefined | null;
        if (!gradient) numbers.gradient(shard, i).fill(0);
        else if (layout.owners[i] === index) kept.set(i, gradient);
        else await copyOut(gradient, numbers.gradient(shard, i));
      }
    } finally {
      const others = variables.flatMap(({ name }, i) => (grads[name] && !kept.has(i) ? [grads[name]] : []));
      tf.dispose([value, others]);
    }
  }

  /** Sums the gradients of own variables over all shards, in a fixed order, and updates them. Returns the next barrier. */
  private async update(): Promise<number> {
    const { owned } = this;
    const { task, variables, numbers, layout } = this.options;
    const gradients = owned.map((variable) =>
      tf.tidy(() => {
        const rows = Array.from({ length: layout.shards }, (_, shard) => this.gradient(shard, variable));
        return treeSum(rows, (a, b) => tf.add(a, b)).clone();
      }),
    );
    let barrier = 2;
    if (task.clipGlobalNorm !== undefined) {
      for (const [i, gradient] of gradients.entries()) numbers.squares[owned[i]] = await sumOfSquares(gradient);
      if (this.wait(barrier++) === 'stop') throw new Error('another worker failed while gradients were summed');
      const norm = Math.sqrt(numbers.squares.reduce((sum, value) => sum + value, 0));
      const scale = task.clipGlobalNorm / norm;
      if (scale < 1) for (const [i, gradient] of gradients.entries()) gradients[i] = replaced(gradient, scale);
    }
    // One call: optimizers count their calls.
    if (owned.length > 0) {
      task.optimizer.applyGradients(
        owned.map((variable, i) => ({ name: variables[variable].name, tensor: gradients[i] })),
      );
    }
    tf.dispose(gradients);
    for (const variable of owned) await copyOut(variables[variable], numbers.parameter(variable));
    return barrier;
  }

  private gradient(shard: number, variable: number): tf.Tensor {
    const { numbers, variables } = this.options;
    return this.kept.get(shard)?.get(variable) ?? copyIn(numbers.gradient(shard, variable), variables[variable].shape);
  }

  private ownedVariables(): tf.Variable[] {
    return this.owned.map((variable) => this.options.variables[variable]);
  }

  private load(variable: number): void {
    assign(this.options.variables[variable], this.options.numbers.parameter(variable));
  }

  private wait(barrier: number): BarrierResult {
    const { numbers, index, timeout } = this.options;
    const result = numbers.control.wait(index, this.turn, barrier, timeout);
    if (result === 'go' || result === 'stop') return result;
    this.damaged = true;
    const missing = numbers.control.behind(this.turn, barrier).join(', ');
    throw new BackendError({
      code: 'tensor/parallel-timeout',
      message:
        result === 'broken'
          ? 'DataParallel: another worker is gone.'
          : `DataParallel: worker ${index} waited ${timeout} ms for worker ${missing}. Raise { timeout } for longer steps.`,
    });
  }
}

/** Copies the values of a tensor; from the heap of the WASM backend without a copy in between. */
async function copyOut(tensor: tf.Tensor, target: Float32Array): Promise<void> {
  const backend = tf.backend() as unknown as HeapBackend;
  const onHeap = typeof backend.typedArrayFromHeap === 'function' && backend.dataIdMap?.has(tensor.dataId) === true;
  target.set(onHeap ? backend.typedArrayFromHeap!(tensor) : ((await tensor.data()) as Float32Array));
}

function copyIn(values: Float32Array, shape: number[]): tf.Tensor {
  // The WASM backend copies into its heap at once; others keep what they are given.
  return tf.tensor(tf.getBackend() === 'wasm' ? values : values.slice(), shape, 'float32');
}

async function sumOfSquares(gradient: tf.Tensor): Promise<number> {
  const sum = tf.tidy(() => tf.sum(tf.square(gradient)));
  const [value] = await sum.data();
  sum.dispose();
  return value;
}

function replaced(gradient: tf.Tensor, scale: number): tf.Tensor {
  const scaled = tf.mul(gradient, scale);
  gradient.dispose();
  return scaled;
}

function assign(variable: tf.Variable, values: Float32Array): void {
  const tensor = copyIn(values, variable.shape);
  variable.assign(tensor);
  tensor.dispose();
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

function rowsOf({ dtype, shape, buffer }: SharedInput, start: number, end: number): tf.Tensor {
  const size = tf.util.sizeFromShape(shape.slice(1));
  const type = arrays[dtype];
  const values = new type(buffer as ArrayBuffer, start * size * type.BYTES_PER_ELEMENT, (end - start) * size);
  return tf.tensor(tf.getBackend() === 'wasm' ? values : values.slice(), [end - start, ...shape.slice(1)], dtype);
}
