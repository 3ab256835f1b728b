import * as tf from '@tensorflow/tfjs';
import { BackendError, ConfigError, PerceptronsError, ShapeError } from '../errors/perceptrons-error';
import type { InitOptions } from '../init/init-options';
import type { WeightArray } from '../io/weight-array';
import { StepControl } from './barrier';
import { decodeState, encodeState } from './group-state';
import { startWorker, type WorkerModule, type WorkerPort } from './ports';
import type { FromWorker, NumberLayout, ToWorker } from './protocol';
import { assignOwners } from './shards';
import { requireRows, shareInput } from './shared-inputs';
import { SharedNumbers } from './shared-numbers';

/** Options of `DataParallel`. */
export interface DataParallelOptions {
  /** Address of a module that calls `serveDataParallel`, or a function that starts a worker with it, as bundlers want it. */
  module: WorkerModule;
  /** Number of workers. Default: that of the processor's cores, at most `shards`. */
  workers?: number;
  /**
   * Parts into which every batch is cut. Results depend on it and not on the number of workers: the same bits for 1, 2 or
   * 4 workers. More parts than workers cost speed. Default: 4.
   */
  shards?: number;
  /** Options of `init` in every worker. Default: `{ backend: 'wasm' }`. */
  init?: InitOptions;
  /** Handed to the module; must be possible to copy from thread to thread. */
  config?: unknown;
  /** Milliseconds after which a step, or a worker that waits for another, gives up. Default 120000. */
  timeout?: number;
  /** Milliseconds for loading the workers and building the model. Default 120000. */
  startTimeout?: number;
}

/** What the group found when it started. */
export interface DataParallelReport {
  readonly workers: number;
  readonly shards: number;
  /** Backend in the workers. */
  readonly backend: string;
  /** `shared` when the workers share parameters and gradients. */
  readonly memory: 'shared' | 'plain';
  readonly variables: ReadonlyArray<{ readonly name: string; readonly shape: number[] }>;
  /** Everything that did not go as asked, in sentences. */
  readonly warnings: string[];
}

/** A batch: inputs by name, all with the same number of rows on their first axis. */
export type ParallelBatch = Readonly<Record<string, WeightArray | tf.Tensor>>;

/** Options of one step. */
export interface ParallelStepOptions {
  /**
   * Gives the step up; then no weight has changed. It comes too late once the gradients of all shards are there, and
   * always where memory is not shared.
   */
  signal?: AbortSignal;
  /** Called for every shard whose gradients are there. */
  onProgress?(progress: { readonly shardsDone: number; readonly shards: number }): void;
}

/** An answer that is being waited for. */
interface Pending {
  resolve(message: FromWorker): void;
  reject(error: Error): void;
  onShard?: () => void;
}

interface Member {
  port: WorkerPort;
  /** Oldest first: a worker answers in the order of the messages. */
  readonly pending: Pending[];
}

/** How a message is sent. */
interface Ask {
  /** Milliseconds for the answers. */
  timeout?: number;
  /** When the time begins: once this has happened. Default: now. */
  after?: Promise<unknown>;
  onShard?: () => void;
}

/**
 * Trains one model in several workers: each computes the gradients of some parts of every batch, sums some of the
 * gradients over all parts, and updates the weights of those. Weights and gradients lie in one SharedArrayBuffer.
 *
 * Sums are taken in an order that depends on `shards` alone, so the number of workers changes no bit. The thread that
 * calls never blocks. Pages need the headers COOP `same-origin` and COEP `require-corp` to share memory; without them one
 * worker trains alone, and the report says so.
 *
 * Running statistics, such as those of batch normalisation, stay in each worker, and out of `state()`.
 */
export class DataParallel {
  private readonly options: DataParallelOptions;
  private readonly shards: number;
  private readonly timeout: number;
  private readonly members: Member[] = [];
  /** For each variable the worker that updates it. */
  private owners: readonly number[] = [];
  private control: StepControl | undefined;
  private started: Promise<DataParallelReport> | undefined;
  /** When everything that was asked for has happened. */
  private settled: Promise<unknown> = Promise.resolve();
  /** The same without the newest. */
  private settledBefore: Promise<unknown> = Promise.resolve();
  /** When the workers know of the newest. */
  private sent: Promise<unknown> = Promise.resolve();
  /** Finished steps. */
  private steps = 0;
  /** Steps that were sent to the workers. */
  private turns = 0;
  private broken: Error | undefined;

  /** @throws ConfigError `tensor/parallel-option` for a number that is not a positive integer, or more workers than shards. */
  constructor(options: DataParallelOptions) {
    const { workers, shards = 4, timeout = 120_000, startTimeout } = options;
    for (const [name, value] of Object.entries({ workers, shards, timeout, startTimeout })) {
      if (value === undefined || (Number.isInteger(value) && value > 0)) continue;
      throw optionError(name, `DataParallel: ${name} must be a positive integer, it is ${value}.`);
    }
    if (workers !== undefined && workers > shards) {
      throw optionError(
        'workers',
        `DataParallel: ${workers} workers cannot share ${shards} shards. Pass { shards: ${workers} } or a multiple of it.`,
      );
    }
    this.options = options;
    this.shards = shards;
    this.timeout = timeout;
  }

  /**
   * Starts the workers, if they do not run yet.
   *
   * @throws what the module throws; BackendError `tensor/parallel-worker` when a worker cannot be loaded,
   *   `tensor/parallel-timeout` when it does not answer; ConfigError `tensor/parallel-differ` when the workers built different models.
   */
  ready(): Promise<DataParallelReport> {
    this.started ??= this.start().catch((error) => {
      this.break(error);
      throw error;
    });
    return this.started;
  }

  /**
   * One step of training: gradients of all shards, their mean weighted by rows, one update.
   *
   * Steps run one after the other. One that is asked for while another runs is sent ahead, so that the workers need not
   * wait for this thread: `train` does so. Tensors are read, not disposed of.
   *
   * @returns `loss`, the mean over the batch before the update.
   * @throws what the loss function throws, after which the next step may follow; the reason of the signal; BackendError
   *   `tensor/parallel-worker` when a worker is gone and `tensor/parallel-timeout`, after which the group is of no use.
   */
  step(batch: ParallelBatch, options: ParallelStepOptions = {}): Promise<{ loss: number }> {
    let tellSent!: () => void;
    const sent = new Promise<void>((resolve) => {
      tellSent = resolve;
    });
    const { settled } = this;
    const admitted = Promise.all([this.sent, this.settledBefore]);
    const result = admitted.then(() => this.runStep(batch, options, settled, tellSent)).finally(tellSent);
    this.enqueue(result, sent);
    return result;
  }

  /**
   * Steps for a row of batches, with the next batch on its way while one is worked on.
   *
   * @param batches A list, a generator, or any other iterable. One batch is pulled ahead: a loop that is left early has
   *   trained on one batch more than it saw losses.
   * @param options Those of every step.
   * @returns the result of each step, in order. @throws what `step` throws.
   * @example for await (const { loss } of parallel.train(batches)) console.log(loss);
   */
  async *train(
    batches: Iterable<ParallelBatch> | AsyncIterable<ParallelBatch>,
    options: ParallelStepOptions = {},
  ): AsyncGenerator<{ loss: number }, void, undefined> {
    let running: Promise<{ loss: number }> | undefined;
    try {
      for await (const batch of batches) {
        const before = running;
        running = this.step(batch, options);
        // Its error is thrown when its turn comes.
        running.catch(() => undefined);
        if (before) yield await before;
      }
      if (running) yield await running;
    } finally {
      await running?.catch(() => undefined);
    }
  }

  /** The weights, by name. */
  parameters(): Promise<Map<string, WeightArray>> {
    return this.next(async () => {
      const { variables } = await this.ready();
      const [answer] = await this.ask([this.members[0]], { kind: 'read' });
      const { values } = answer as Extract<FromWorker, { kind: 'values' }>;
      return new Map(variables.map(({ name, shape }, i) => [name, { dtype: 'float32', shape, data: values[i] }]));
    });
  }

  /** Sets weights by name; those that are left out stay. @throws ShapeError `tensor/parallel-weights` for unknown names and wrong sizes. */
  setParameters(weights: ReadonlyMap<string, WeightArray>): Promise<void> {
    return this.next(async () => {
      const { variables } = await this.ready();
      for (const [name, { shape, dtype }] of weights) {
        const variable = variables.find((each) => each.name === name);
        if (variable && dtype === 'float32' && variable.shape.join() === shape.join()) continue;
        throw new ShapeError({
          code: 'tensor/parallel-weights',
          argument: name,
          message: variable
            ? `setParameters: "${name}" must be float32 [${variable.shape}], it is ${dtype} [${shape}].`
            : `setParameters: there is no variable "${name}". There are ${variables.map((each) => each.name).join(', ')}.`,
        });
      }
      const values = variables.map(({ name }) => weights.get(name)?.data as Float32Array | undefined);
      await this.ask(this.members, { kind: 'write', values });
    });
  }

  /**
   * Everything that the next step depends on, as of the last finished step: weights, state of the optimizer, number of
   * steps. `io.writeSafetensors` makes one file of it. A group that gets it with `setState` goes on with the same bits as
   * this one, with any number of workers and the same `shards`.
   *
   * @returns tensors by name: `step`, `weights/<name>`, `moments/<kind>/<name>` and `counters/<kind>`.
   * @throws what `getWeights()` of the optimizer throws; those of `tf.train` are read without it.
   */
  state(): Promise<Map<string, WeightArray>> {
    return this.next(async () => {
      const { variables } = await this.ready();
      const [answer] = await this.ask([this.members[0]], { kind: 'read' });
      const { values } = answer as Extract<FromWorker, { kind: 'values' }>;
      const answers = (await this.ask(this.members, { kind: 'readOptimizer' })) as Array<
        Extract<FromWorker, { kind: 'optimizer' }>
      >;
      const optimizers = answers.map(({ optimizer }) => optimizer);
      return encodeState({ step: this.steps, values, optimizers }, { variables, owners: this.owners });
    });
  }

  /**
   * Puts the group into a state that `state()` returned. Optimizer and names of the weights must be the same; settings of
   * the optimizer, such as its rates, are not part of it.
   *
   * @throws ShapeError `tensor/parallel-state` for a state of other weights, ConfigError `tensor/parallel-optimizer` for one
   *   of another optimizer. Then nothing has changed.
   */
  setState(state: ReadonlyMap<string, WeightArray>): Promise<void> {
    return this.next(async () => {
      const { variables, workers } = await this.ready();
      const { step, values, optimizers } = decodeState(state, { variables, owners: this.owners }, workers);
      await this.ask(this.members, (index) => ({ kind: 'restore', step, optimizer: optimizers[index], values }));
      this.steps = step;
    });
  }

  /** Ends the workers, after the step that runs. */
  async dispose(): Promise<void> {
    await this.settled;
    if (this.members.length > 0 && !this.broken) {
      await this.ask(this.members, { kind: 'end' }).catch(() => undefined);
    }
    this.break(new Error('it was disposed of'));
  }

  private async start(): Promise<DataParallelReport> {
    const { module, init = { backend: 'wasm' }, config } = this.options;
    const warnings: string[] = [];
    const canShare = typeof SharedArrayBuffer !== 'undefined';
    const wanted = this.options.workers ?? Math.min(this.shards, coreCount());
    const workers = canShare ? wanted : 1;
    if (workers < wanted) {
      warnings.push(
        `One worker instead of ${wanted}: memory cannot be shared here. Serve the page with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.`,
      );
    }
    for (let index = 0; index < workers; index++) this.members.push(this.startMember(module, index));
    const { shards, timeout } = this;
    const messages = (index: number): ToWorker => {
      return { kind: 'start', index, workers, shards, timeout, init, config };
    };
    const { startTimeout = 120_000 } = this.options;
    const answers = (await this.ask(this.members, messages, { timeout: startTimeout })) as Array<
      Extract<FromWorker, { kind: 'ready' }>
    >;
    const [{ variables, backend }] = answers;
    requireSame(answers.map((answer) => answer.variables));
    const sizes = variables.map(({ shape }) => tf.util.sizeFromShape(shape));
    this.owners = assignOwners(sizes, workers);
    const layout: NumberLayout = { sizes, shards: this.shards, workers, owners: this.owners };
    const buffer = canShare ? new SharedArrayBuffer(SharedNumbers.bytes(layout)) : undefined;
    if (buffer) this.control = new StepControl(buffer, workers);
    await this.ask(this.members, { kind: 'memory', buffer, layout });
    warnings.push(...new Set(answers.flatMap((answer) => answer.warnings)));
    return { workers, shards: this.shards, backend, memory: canShare ? 'shared' : 'plain', variables, warnings };
  }

  private startMember(module: WorkerModule, index: number): Member {
    const port = startWorker(module, {
      message: (message) => this.receive(member, message),
      failure: (cause) => {
        this.break(
          new BackendError({
            code: 'tensor/parallel-worker',
            cause,
            message: `DataParallel: worker ${index} is gone: ${cause.message}. Weights since the last call of parameters() are lost; start a new group.`,
          }),
        );
      },
    });
    const member: Member = { port, pending: [] };
    return member;
  }

  private receive(member: Member, message: FromWorker): void {
    if (message.kind === 'shard') {
      member.pending[0]?.onShard?.();
      return;
    }
    const pending = member.pending.shift();
    if (message.kind !== 'failed') {
      pending?.resolve(message);
      return;
    }
    const { name, message: text, code, stack } = message.error;
    const error = code === undefined ? new Error(text) : new PerceptronsError({ code, message: text });
    Object.assign(error, { name, stack });
    pending?.reject(error);
    if (message.fatal) this.break(error);
  }

  /** Ends the group; whoever waits gets the error. */
  private break(error: Error): void {
    if (this.broken) return;
    this.broken = error;
    this.control?.break();
    for (const { port, pending } of this.members) {
      for (const { reject } of pending.splice(0)) reject(error);
      port.end();
    }
  }

  /** Runs something that needs the workers for itself. */
  private next<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.settled.then(run);
    this.enqueue(result, result);
    return result;
  }

  private enqueue(result: Promise<unknown>, sent: Promise<unknown>): void {
    const over = result.catch(() => undefined);
    this.sent = sent.catch(() => undefined);
    this.settledBefore = this.settled;
    this.settled = this.settled.then(() => over);
  }

  private askOne(member: Member, message: ToWorker, onShard?: () => void): Promise<FromWorker> {
    if (this.broken) return Promise.reject(brokenError(this.broken));
    return new Promise((resolve, reject) => {
      const pending: Pending = { resolve, reject, onShard };
      member.pending.push(pending);
      try {
        member.port.send(message);
      } catch (error) {
        member.pending.splice(member.pending.indexOf(pending), 1);
        reject(error);
      }
    });
  }

  /** Sends a message, or one for each, to workers and waits for all answers; a failure is thrown after the last of them. */
  private async ask(
    members: readonly Member[],
    message: ToWorker | ((index: number) => ToWorker),
    { timeout = this.timeout, after, onShard }: Ask = {},
  ): Promise<FromWorker[]> {
    const answers = Promise.allSettled(
      members.map((member, index) =>
        this.askOne(member, typeof message === 'function' ? message(index) : message, onShard),
      ),
    );
    await after;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      // Workers notice first who keeps them waiting, and say it better.
      timer = setTimeout(() => {
        const silent = this.members.flatMap(({ pending }, index) => (pending.length > 0 ? [index] : []));
        const error = new BackendError({
          code: 'tensor/parallel-timeout',
          message: `DataParallel: worker ${silent.join(', ')} did not answer within ${timeout} ms. Raise { timeout }, or { startTimeout } while it starts.`,
        });
        this.break(error);
        reject(error);
      }, timeout + 1000);
    });
    try {
      const settled = await Promise.race([answers, late]);
      const failed = settled.find((answer) => answer.status === 'rejected');
      if (failed) throw failed.reason;
      return settled.map((answer) => (answer as PromiseFulfilledResult<FromWorker>).value);
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param before When the step before is over. @param tellSent Called when the workers have the step. */
  private async runStep(
    batch: ParallelBatch,
    { signal, onProgress }: ParallelStepOptions,
    before: Promise<unknown>,
    tellSent: () => void,
  ): Promise<{ loss: number }> {
    await this.ready();
    if (this.broken) throw brokenError(this.broken);
    signal?.throwIfAborted();
    const inputs = await Promise.all(Object.entries(batch).map(([name, value]) => shareInput(name, value)));
    requireRows(inputs);
    signal?.throwIfAborted();
    const turn = ++this.turns;
    const stop = (): void => this.control?.stop(turn);
    signal?.addEventListener('abort', stop);
    let shardsDone = 0;
    const onShard = onProgress && (() => onProgress({ shardsDone: ++shardsDone, shards: this.shards }));
    try {
      const message: ToWorker = { kind: 'step', turn, inputs, progress: onProgress !== undefined };
      const answers = this.ask(this.members, message, { after: before, onShard });
      tellSent();
      const [answer] = (await answers) as Array<Extract<FromWorker, { kind: 'stepped' }>>;
      if (answer.stopped) signal?.throwIfAborted();
      this.steps++;
      return { loss: answer.loss };
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}

function coreCount(): number {
  return (typeof navigator === 'undefined' ? undefined : navigator.hardwareConcurrency) ?? nodeCores() ?? 1;
}

function nodeCores(): number | undefined {
  const os = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:os');
  return os?.availableParallelism();
}

function requireSame(all: ReadonlyArray<DataParallelReport['variables']>): void {
  const text = (variables: DataParallelReport['variables']): string =>
    variables.map(({ shape }) => `[${shape}]`).join(', ');
  const other = all.findIndex((variables) => text(variables) !== text(all[0]));
  if (other < 0) return;
  throw new ConfigError({
    code: 'tensor/parallel-differ',
    argument: 'module',
    message: `DataParallel: worker ${other} built variables of shapes ${text(all[other])}, worker 0 ${text(all[0])}. The task must not depend on the number of its worker.`,
  });
}

function optionError(argument: string, message: string): ConfigError {
  return new ConfigError({ code: 'tensor/parallel-option', argument, message });
}

function brokenError(cause: Error): BackendError {
  return new BackendError({
    code: 'tensor/parallel-ended',
    cause,
    message: `DataParallel: the group has ended (${cause.message}). Start a new one.`,
  });
}
