// Callbacks of `fit`: objects with the methods of `tf.Callback`, and plain objects of functions as `model.fit` takes them.
// A loop has to know which of them look at every batch, because the numbers of a batch must be read from the device then.
import * as tf from '@tensorflow/tfjs';
import { yieldToEventLoop } from './yield-to-event-loop';

/** Numbers by name: loss, metrics, and those of the validation with `val_` in front. */
export type Logs = { [name: string]: number };

type Listener = (index: number, logs: Logs) => unknown;

/** A callback object, as far as the loop calls it. */
interface CallbackObject {
  setParams(parameters: object): void;
  setModel(model: tf.LayersModel): void;
  onTrainBegin(logs: Logs): unknown;
  onTrainEnd(logs: Logs): unknown;
  onEpochBegin: Listener;
  onEpochEnd: Listener;
  onBatchBegin: Listener;
  onBatchEnd: Listener;
}

type CallbackArgument = NonNullable<tf.ModelFitArgs['callbacks']>;

type Waiting = NonNullable<tf.ModelFitArgs['yieldEvery']>;

function isObject(callback: object): callback is CallbackObject {
  return 'setParams' in callback && typeof callback.setParams === 'function';
}

/** Milliseconds of work between two turns of the event loop: one frame at 60 per second has 16. */
const turn = 12;

/** All callbacks of a run. */
export class FitCallbacks {
  readonly history = new tf.History();
  private readonly objects: CallbackObject[];
  private readonly functions: tf.CustomCallbackArgs[];
  private lastTurn: number;
  private epoch = 0;

  constructor(
    callbacks: CallbackArgument | tf.Callback | undefined,
    private readonly yieldEvery: Waiting = 'auto',
  ) {
    const list = (Array.isArray(callbacks) ? callbacks : callbacks == null ? [] : [callbacks]) as object[];
    this.objects = [...list.filter(isObject), this.history as unknown as CallbackObject];
    this.functions = list.filter((callback) => !isObject(callback)) as tf.CustomCallbackArgs[];
    this.lastTurn = this.now();
  }

  /** True when a callback must be called before every batch. */
  get watchesBatchBegin(): boolean {
    return this.watches('onBatchBegin');
  }

  /** True when a callback must get the numbers of every batch. */
  get watchesBatchEnd(): boolean {
    return this.watches('onBatchEnd');
  }

  /** True when a callback gets the numbers of the batch at which the event loop has a turn. */
  get watchesYield(): boolean {
    return this.functions.some(({ onYield }) => onYield != null);
  }

  private watches(name: 'onBatchBegin' | 'onBatchEnd'): boolean {
    const idle = (tf.Callback.prototype as unknown as CallbackObject)[name];
    return (
      this.functions.some((callback) => callback[name] != null) ||
      this.objects.some((callback) => callback[name] !== idle)
    );
  }

  async trainBegin(model: tf.LayersModel, parameters: object): Promise<void> {
    for (const callback of this.objects) callback.setParams(parameters);
    for (const callback of this.objects) callback.setModel(model);
    for (const callback of this.objects) await callback.onTrainBegin({});
    for (const callback of this.functions) await callback.onTrainBegin?.({});
  }

  async trainEnd(): Promise<void> {
    for (const callback of this.objects) await callback.onTrainEnd({});
    for (const callback of this.functions) await callback.onTrainEnd?.({});
  }

  async epochBegin(epoch: number): Promise<void> {
    this.epoch = epoch;
    for (const callback of this.objects) await callback.onEpochBegin(epoch, {});
    for (const callback of this.functions) await callback.onEpochBegin?.(epoch, {});
  }

  async epochEnd(epoch: number, logs: Logs): Promise<void> {
    for (const callback of this.objects) await callback.onEpochEnd(epoch, logs);
    for (const callback of this.functions) await callback.onEpochEnd?.(epoch, logs);
    if (this.yieldEvery === 'epoch') await this.rest();
  }

  async batchBegin(batch: number, logs: Logs): Promise<void> {
    for (const callback of this.objects) await callback.onBatchBegin(batch, logs);
    for (const callback of this.functions) await callback.onBatchBegin?.(batch, logs);
  }

  async batchEnd(batch: number, logs: Logs): Promise<void> {
    for (const callback of this.objects) await callback.onBatchEnd(batch, logs);
    for (const callback of this.functions) await callback.onBatchEnd?.(batch, logs);
  }

  /** True when the event loop should have a turn now. */
  get turnIsDue(): boolean {
    if (this.yieldEvery === 'batch') return true;
    if (this.yieldEvery === 'never' || this.yieldEvery === 'epoch') return false;
    return this.now() - this.lastTurn > (this.yieldEvery === 'auto' ? turn : this.yieldEvery);
  }

  /** Gives the event loop a turn. */
  async giveTurn(batch: number, logs: Logs): Promise<void> {
    for (const { onYield } of this.functions) await onYield?.(this.epoch, batch, logs);
    await this.rest();
  }

  private now(): number {
    const clock = this.functions?.find(({ nowFunc }) => typeof nowFunc === 'function')?.nowFunc as
      | (() => number)
      | undefined;
    return clock === undefined ? performance.now() : clock();
  }

  private async rest(): Promise<void> {
    const frame = this.functions.find(({ nextFrameFunc }) => typeof nextFrameFunc === 'function')?.nextFrameFunc as
      | (() => Promise<void>)
      | undefined;
    await (frame === undefined ? yieldToEventLoop() : frame());
    this.lastTurn = this.now();
  }
}
