// Prepared tensors as batches of a model: inputs, targets and weights each in their place.
import type * as tf from '@tensorflow/tfjs';
import { BatchSource } from './batch-source';
import type { LoopBatch } from './fit-loop';

/** Data in the model's own order. */
export interface PreparedData {
  inputs: tf.Tensor[];
  targets: tf.Tensor[];
  weights: Array<tf.Tensor | null>;
}

/** Batches of prepared data. */
export class BatchPlan {
  readonly source: BatchSource;
  private readonly inputs: number;
  private readonly targets: number;
  /** For each output the place of its weight, or -1. */
  private readonly weights: number[];

  constructor({ inputs, targets, weights }: PreparedData, batchSize: number) {
    const present = weights.filter((weight) => weight !== null);
    this.inputs = inputs.length;
    this.targets = targets.length;
    this.weights = weights.map((weight) => (weight === null ? -1 : present.indexOf(weight)));
    this.source = new BatchSource([...inputs, ...targets, ...present], batchSize);
  }

  /** The batches of one pass. */
  next(): () => LoopBatch | undefined {
    let index = 0;
    return () => (index < this.source.batches ? this.take(index++) : undefined);
  }

  private take(index: number): LoopBatch {
    const tensors = this.source.take(index);
    const both = this.inputs + this.targets;
    return {
      inputs: tensors.slice(0, this.inputs),
      targets: tensors.slice(this.inputs, both),
      weights: this.weights.map((place) => (place < 0 ? null : tensors[both + place])),
      size: this.source.size(index),
      release: () => this.source.done(index, tensors),
    };
  }
}
