// Test data of one op: shapes, attributes and plain float64 loops as the truth.

/** A tensor of the float64 oracle. */
export interface OracleTensor {
  shape: number[];
  values: Float64Array;
  /** Default float32. */
  dtype?: 'float32' | 'int32';
}

export interface OpCase<Attributes> {
  shapes: Record<string, number[]>;
  attributes: Attributes;
  /** Second derivatives are checked too; for a few small cases. */
  nested?: boolean;
  /** Inputs of dtype int32; their values come from `fill`. */
  integers?: readonly string[];
}

export interface OpCases<Attributes> {
  /** Name in the op table. */
  op: string;
  cases: ReadonlyArray<OpCase<Attributes>>;
  /** The outputs in float64. */
  oracle(inputs: Record<string, OracleTensor>, attributes: Attributes): OracleTensor[];
  /** Makes the value of one input out of the others or of standard normal numbers; `normal` is what it gets otherwise. */
  fill?(
    input: string,
    normal: Float64Array,
    inputs: Record<string, OracleTensor>,
    attributes: Attributes,
  ): Float64Array;
  /** Inputs with a gradient; none for ops that are gradients themselves. */
  differentiable?: readonly string[];
  /** Allowed error of a value relative to the largest one. */
  tolerance?: number;
  /**
   * On WebGPU only every so many cases run, for compositions of many ops: a software adapter compiles each of them. Such an
   * op has a WebGPU test of its own.
   */
  everyOnWebgpu?: number;
}

/** Sizes around the width of vectors, tiles and panels. */
export const awkwardSizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33] as const;

export function sizeOf(shape: number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function zeros(shape: number[]): OracleTensor {
  return { shape, values: new Float64Array(sizeOf(shape)) };
}
