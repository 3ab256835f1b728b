import type * as tf from '@tensorflow/tfjs';

/** The parts of the WASM backend that are public at run time though not documented. */
export interface WasmBackend {
  wasm: {
    asm?: { memory?: unknown };
    wasmMemory?: unknown;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    /** Only in the build with threads. */
    PThread?: { terminateAllThreads(): void };
  };
  dataIdMap: { get(dataId: object): { memoryOffset: number | null; dtype: tf.DataType } };
  makeOutput(
    shape: number[],
    dtype: tf.DataType,
    memoryOffset?: number,
    values?: tf.TypedArray | Uint8Array[],
  ): tf.TensorInfo;
  readSync(dataId: object): tf.TypedArray | Uint8Array[];
  disposeData(dataId: object, force?: boolean): boolean;
  incRef(dataId: object): void;
  refCount(dataId: object): number;
  dispose(): void;
}
