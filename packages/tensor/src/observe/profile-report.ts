import { alignedTable, bytesText, millisecondsText } from './tables';

/** Sums over the calls of one kernel at one place. Times exclude kernels that it called. */
export interface KernelProfile {
  /** Name in TensorFlow.js; fused ops of this package start with `Perceptrons`. */
  readonly kernel: string;
  /** Names of the layers from the outside in, joined by "/"; empty outside of layers. */
  readonly layer: string;
  /** Gradients belong to the layer whose forward pass recorded them. */
  readonly phase: 'forward' | 'backward';
  readonly calls: number;
  /** Time on the host, in milliseconds: all of the work on wasm and cpu, the dispatch alone on webgpu. */
  readonly milliseconds: number;
  /** Time on the GPU from timestamp queries, where the device has them. */
  readonly gpuMilliseconds?: number;
  /** Bytes of the inputs, and of the outputs. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** Sums over the kernels of one op or of one layer. */
export interface ProfileSum {
  readonly name: string;
  readonly calls: number;
  readonly forwardMilliseconds: number;
  readonly backwardMilliseconds: number;
  readonly gpuMilliseconds?: number;
  /** Bytes read and written. */
  readonly bytes: number;
}

/** What `profile` measured. */
export interface ProfileReport<Result> {
  /** What the function returned; yours to dispose. */
  readonly result: Result;
  readonly backend: string;
  /** Wall clock of the whole function, in milliseconds. */
  readonly milliseconds: number;
  /** CPU time of the process, all threads, where the runtime tells it. */
  readonly cpuMilliseconds?: number;
  /** Sum over all kernels; the rest is JavaScript around them, and waiting. */
  readonly kernelMilliseconds: number;
  /** Largest sum of the bytes in tensors during the function. */
  readonly peakBytes: number;
  /** Tensors that were there afterwards and not before, those of the result included. */
  readonly newTensors: number;
  /** By layer, place and kernel, the longest first. */
  readonly kernels: KernelProfile[];
  /** By kernel. */
  readonly ops: ProfileSum[];
  /** By layer; what ran outside of layers has the name "". */
  readonly layers: ProfileSum[];
  /** Two tables: ops and layers. */
  toString(): string;
}

/** Sums kernels by op or by layer, the longest first. */
export function sumKernels(kernels: readonly KernelProfile[], by: 'kernel' | 'layer'): ProfileSum[] {
  const groups = new Map<string, KernelProfile[]>();
  for (const kernel of kernels) groups.set(kernel[by], [...(groups.get(kernel[by]) ?? []), kernel]);
  const sum = (group: KernelProfile[], value: (kernel: KernelProfile) => number) =>
    group.reduce((total, kernel) => total + value(kernel), 0);
  const sums = [...groups].map(([name, group]) => ({
    name,
    calls: sum(group, ({ calls }) => calls),
    forwardMilliseconds: sum(group, ({ phase, milliseconds }) => (phase === 'forward' ? milliseconds : 0)),
    backwardMilliseconds: sum(group, ({ phase, milliseconds }) => (phase === 'backward' ? milliseconds : 0)),
    gpuMilliseconds: group.some(({ gpuMilliseconds }) => gpuMilliseconds !== undefined)
      ? sum(group, ({ gpuMilliseconds }) => gpuMilliseconds ?? 0)
      : undefined,
    bytes: sum(group, ({ bytesRead, bytesWritten }) => bytesRead + bytesWritten),
  }));
  return sums.sort((a, b) => costOf(b) - costOf(a));
}

const costOf = ({ gpuMilliseconds, forwardMilliseconds, backwardMilliseconds }: ProfileSum): number =>
  gpuMilliseconds ?? forwardMilliseconds + backwardMilliseconds;

/** The text of a report. */
export function reportText({
  backend,
  milliseconds,
  cpuMilliseconds,
  kernelMilliseconds,
  peakBytes,
  newTensors,
  ops,
  layers,
}: Omit<ProfileReport<unknown>, 'toString'>): string {
  const cpu = cpuMilliseconds === undefined ? '' : `, ${millisecondsText(cpuMilliseconds)} of CPU time`;
  const head = `${millisecondsText(milliseconds)} on ${backend}${cpu}; ${millisecondsText(kernelMilliseconds)} in kernels; at most ${bytesText(peakBytes)} in tensors; ${newTensors} new tensors`;
  return [head, sumTable('op', ops, milliseconds), sumTable('layer', layers, milliseconds)].join('\n\n');
}

function sumTable(title: string, sums: readonly ProfileSum[], whole: number): string {
  const onGpu = sums.some(({ gpuMilliseconds }) => gpuMilliseconds !== undefined);
  const total = onGpu ? sums.reduce((sum, each) => sum + costOf(each), 0) : whole;
  const heads = [title, 'calls', 'forward', 'backward', ...(onGpu ? ['gpu'] : []), 'share', 'bytes'];
  const rows = sums.map((each) => [
    each.name === '' ? '(outside of layers)' : each.name,
    String(each.calls),
    millisecondsText(each.forwardMilliseconds),
    millisecondsText(each.backwardMilliseconds),
    ...(onGpu ? [millisecondsText(each.gpuMilliseconds ?? 0)] : []),
    `${((100 * costOf(each)) / Math.max(total, 1e-9)).toFixed(1)} %`,
    bytesText(each.bytes),
  ]);
  return alignedTable(heads, rows);
}
