// Batches of data that lie in tensors: put in order once per epoch, cut once, not once per tensor and batch and index.
import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** Ordered copies and kept cuts may take this many bytes; larger data are cut batch by batch. */
const usualLimit = 2 ** 27;

/** Rows of a tensor. */
export function rowsOf(tensor: tf.Tensor, start: number, size: number): tf.Tensor {
  const rest = new Array<number>(tensor.rank - 1).fill(0);
  return tf.slice(tensor, [start, ...rest], [size, ...tensor.shape.slice(1)]);
}

/** Cuts rows of tensors into batches. */
export class BatchSource {
  readonly rows: number;
  readonly batches: number;
  private readonly small: boolean;
  private order: Int32Array | undefined;
  private ordered: tf.Tensor[] | undefined;
  private cuts: tf.Tensor[][] = [];

  /**
   * @param tensors All with the same number of rows. The source does not own them.
   * @param copyLimit Largest size in bytes of data that are copied as a whole.
   */
  constructor(
    private readonly tensors: tf.Tensor[],
    private readonly batchSize: number,
    copyLimit = usualLimit,
  ) {
    this.rows = tensors[0].shape[0] as number;
    this.batches = Math.ceil(this.rows / batchSize);
    this.small =
      tensors.reduce((bytes, { size, dtype }) => bytes + size * tf.util.bytesPerElement(dtype), 0) <= copyLimit;
  }

  /** Starts an epoch: rows in a random order when there is a key, in their own order otherwise. */
  begin(key?: random.KeyOrSeed): void {
    if (key === undefined && this.order === undefined) return;
    this.release();
    if (key === undefined) return;
    this.order = random.permutation(key, this.rows);
    if (!this.small) return;
    this.ordered = tf.tidy(() => {
      const order = tf.tensor1d(this.order!, 'int32');
      return this.tensors.map((tensor) => tf.keep(tf.gather(tensor, order)));
    });
  }

  /** Number of rows of a batch; the last one may be smaller. */
  size(batch: number): number {
    return Math.min(this.batchSize, this.rows - batch * this.batchSize);
  }

  /** The tensors of a batch. Hand them back with `done`. */
  take(batch: number): tf.Tensor[] {
    const known = this.cuts[batch];
    if (known !== undefined) return known;
    const start = batch * this.batchSize;
    const size = this.size(batch);
    const cut = tf.tidy(() => {
      if (this.order !== undefined && this.ordered === undefined) {
        const order = tf.tensor1d(this.order.subarray(start, start + size), 'int32');
        return this.tensors.map((tensor) => tf.gather(tensor, order));
      }
      return (this.ordered ?? this.tensors).map((tensor) => rowsOf(tensor, start, size));
    });
    // In their own order batches are the same in every epoch.
    if (this.small && this.order === undefined) this.cuts[batch] = cut.map((tensor) => tf.keep(tensor));
    return cut;
  }

  /** Frees the tensors of a batch, unless the next epoch needs them again. */
  done(batch: number, tensors: tf.Tensor[]): void {
    if (this.cuts[batch] === undefined) tf.dispose(tensors);
  }

  /** Frees everything that the source made. */
  release(): void {
    tf.dispose([this.ordered ?? [], this.cuts]);
    this.order = undefined;
    this.ordered = undefined;
    this.cuts = [];
  }
}
