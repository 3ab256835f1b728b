import { controlSize, StepControl } from './barrier';
import type { NumberLayout } from './protocol';

const bytesPerNumber = 4;
const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/**
 * The numbers of a group of workers in one buffer: control, the loss of each shard, parameters, and one row of gradients
 * per shard. Regions start at multiples of 64 bytes, so that workers do not write into each other's cache lines.
 */
export class SharedNumbers {
  readonly control: StepControl;
  /** Weighted loss of each shard. */
  readonly losses: Float64Array;
  /** Sum of the squares of each variable's gradient, where it is asked for. */
  readonly squares: Float64Array;
  private readonly buffer: ArrayBufferLike;
  private readonly layout: NumberLayout;
  private readonly starts: number[];
  private readonly parametersStart: number;
  private readonly rowBytes: number;

  constructor(buffer: ArrayBufferLike, layout: NumberLayout) {
    this.buffer = buffer;
    this.layout = layout;
    this.control = new StepControl(buffer, layout.workers);
    const lossStart = align(bytesPerNumber * controlSize(layout.workers));
    this.losses = new Float64Array(buffer, lossStart, layout.shards);
    const squaresStart = align(lossStart + 8 * layout.shards);
    this.squares = new Float64Array(buffer, squaresStart, layout.sizes.length);
    this.parametersStart = align(squaresStart + 8 * layout.sizes.length);
    const { starts, bytes } = placesOf(layout.sizes);
    this.starts = starts;
    this.rowBytes = bytes;
  }

  /** Bytes that a layout takes. */
  static bytes({ sizes, shards, workers }: NumberLayout): number {
    const losses = align(align(bytesPerNumber * controlSize(workers)) + 8 * shards);
    return align(losses + 8 * sizes.length) + (shards + 1) * placesOf(sizes).bytes;
  }

  parameter(variable: number): Float32Array {
    return this.view(0, variable);
  }

  gradient(shard: number, variable: number): Float32Array {
    return this.view(1 + shard, variable);
  }

  private view(row: number, variable: number): Float32Array {
    const start = this.parametersStart + row * this.rowBytes + this.starts[variable];
    return new Float32Array(this.buffer, start, this.layout.sizes[variable]);
  }
}

function placesOf(sizes: readonly number[]): { starts: number[]; bytes: number } {
  const starts: number[] = [];
  let bytes = 0;
  for (const size of sizes) {
    starts.push(bytes);
    bytes = align(bytes + bytesPerNumber * size);
  }
  return { starts, bytes };
}
