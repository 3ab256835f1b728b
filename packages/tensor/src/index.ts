// Start-up

export { hasWasmHeap, onWasmHeap } from './backends/on-wasm-heap';
export type { KernelBinaries } from './backends/wasm-binary';
export type { KernelInputs, WasmKernel, WasmKernelCall } from './backends/wasm-kernel';
export type { WasmMemory } from './backends/wasm-memory';
export type {
  WebgpuBackend,
  WebgpuKernel,
  WebgpuKernelCall,
  WebgpuProgram,
  WebgpuUniforms,
} from './backends/webgpu-kernel';
// Your own ops
export { defineOp, type Op } from './engine/define-op';
export type {
  BackwardCall,
  OpGradient,
  OpInputs,
  OpSpec,
} from './engine/op-spec';
export { type DefinedOp, definedOps } from './engine/op-table';
// Errors, random numbers, weight files
export * from './errors/perceptrons-error';
export { init, lastReport, restore } from './init/init';
export type { BackendName, InitOptions, WebgpuOptions } from './init/init-options';
export type { AdapterDescription, DeviceDescription, InitReport } from './init/init-report';
export * as io from './io/index';
// What runs, for how long, and what stays
export {
  type BackendComparison,
  type BackendTimes,
  type BenchmarkOptions,
  benchmarkBackends,
} from './observe/benchmark-backends';
export { findLeaks, type Leak, type LeakReport } from './observe/find-leaks';
export { type HeapReport, type MemoryReport, memory } from './observe/memory';
export { profile } from './observe/profile';
export type { KernelProfile, ProfileReport, ProfileSum } from './observe/profile-report';
export type { Activation } from './ops/activation-names';
// Ops
export { type AdamWOptions, type AdamWState, adamW } from './ops/adam-w/index';
export { type AttentionOptions, attention } from './ops/attention/index';
export { type BilinearSampleOptions, bilinearSample } from './ops/bilinear-sample/index';
export { channelMatMul } from './ops/channel-mat-mul/index';
export { type DenseOptions, dense } from './ops/dense/index';
export { gelu } from './ops/gelu/index';
export {
  type BidirectionalGruOptions,
  bidirectionalGru,
  type GruOptions,
  gru,
  gruWithState,
} from './ops/gru/index';
export { layerNorm } from './ops/layer-norm/index';
export { logSoftmax } from './ops/log-softmax/index';
export {
  type BidirectionalLstmOptions,
  bidirectionalLstm,
  type LstmOptions,
  lstm,
  lstmWithState,
} from './ops/lstm/index';
export { type MatMulOptions, matMul } from './ops/mat-mul/index';
export {
  type AdamWStepOptions,
  type AdamWVariable,
  type AverageVariable,
  adamWStep,
  averageStep,
} from './ops/optimizer-step/index';
export { pairMaxPool } from './ops/pair-max-pool/index';
export type {
  InitialState,
  MergeMode,
  RecurrentOptions,
  RecurrentResult,
  RecurrentWeights,
} from './ops/recurrent/call';
export type { Squashing } from './ops/recurrent/cells';
export type { Recurrent2dOptions } from './ops/recurrent2d/call';
export type { Union2d } from './ops/recurrent2d/chains';
export {
  type Gru2dOptions,
  gru2d,
  type Lstm2dOptions,
  lstm2d,
  type SimpleRnn2dOptions,
  simpleRnn2d,
} from './ops/recurrent2d/functions';
export {
  type BidirectionalSimpleRnnOptions,
  bidirectionalSimpleRnn,
  type SimpleRnnOptions,
  simpleRnn,
  simpleRnnWithState,
} from './ops/simple-rnn/index';
export { type SineDenseOptions, sineDense } from './ops/sine-dense/index';
export { type SoftmaxCrossEntropyOptions, softmaxCrossEntropy } from './ops/softmax-cross-entropy/index';
// Several workers
export {
  DataParallel,
  type DataParallelOptions,
  type DataParallelReport,
  type ParallelBatch,
  type ParallelStepOptions,
} from './parallel/data-parallel';
export type { NodeWorkerLike, WebWorkerLike, WorkerModule } from './parallel/ports';
export { serveDataParallel } from './parallel/serve-data-parallel';
export type { DataParallelTask, Shard, TaskSetting } from './parallel/task';
export * as random from './random/index';
// WebGPU programs of your own ops
export { float, integers, runFlatProgram } from './webgpu/flat-program';
export { runManyOutputs, webgpuOutput } from './webgpu/many-outputs';
export type { FlatProgram } from './webgpu/program';
