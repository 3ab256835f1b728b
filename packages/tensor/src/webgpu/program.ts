// What a WebGPU program of ours is: its text and what the text expects.

/** One dispatch: workgroups in a row, flat inputs, one flat output. */
export interface FlatProgram {
  /** Unique per shader text; the prefix `perceptrons.` is added. */
  key: string;
  /** Names of the input arrays in the shader. */
  inputs: readonly string[];
  /** WGSL member declarations of the uniforms, with a trailing comma. */
  uniforms: string;
  /** Invocations per workgroup. `main(index)` gets workgroup * threads + thread. */
  threads: number;
  /**
   * Workgroups have roles: `main(index, group)` gets the number of its workgroup too. That number is the same for all
   * threads in the eyes of WGSL, so barriers may stand behind a question about it. For `runManyOutputs`.
   */
  roles?: boolean;
  /** Values per element of the arrays, 1 or 4; 1 by default. An array of fours needs a multiple of four values. */
  vectors?: { inputs: number[]; result: number };
  /** Names of the output arrays in the shader, for `runManyOutputs`. Other programs have one, `result`. */
  outputs?: readonly string[];
  /** The same program for devices with subgroups, which add up without workgroup memory. */
  subgroupCode?: string;
  /** Shader text: helper functions and `fn main(index : i32)`. */
  code: string;
}
