import * as tf from '@tensorflow/tfjs';
import { followLayers, type Place } from './layer-places';
import { type KernelProfile, type ProfileReport, reportText, sumKernels } from './profile-report';
import { watchEngine } from './watch-engine';

interface KernelCall extends Place {
  kernel: string;
  milliseconds: number;
  gpuMilliseconds?: Promise<number>;
  bytesRead: number;
  bytesWritten: number;
}

interface TimedBackend {
  supportTimestampQuery?: boolean;
  time(run: () => void): Promise<{ kernelMs: number }>;
  queue?: { onSubmittedWorkDone(): Promise<unknown> };
}

let running = false;

/**
 * Runs a function and says where its time went: per kernel, and per layer of `tf.layers`, forward and backward apart.
 * Gradient kernels belong to the layer whose forward pass recorded them.
 *
 * On wasm and cpu a kernel is done when it returns, so its time on the host is its work. On webgpu that is the dispatch
 * alone; the GPU's own time comes from timestamp queries where the device has them, and costs a submission per kernel.
 * Watching costs 1 to 2 microseconds per kernel. Browsers round clocks, so look at sums over many calls.
 *
 * @param run What to measure; may be asynchronous. Everything else that runs meanwhile is counted too.
 * @returns the sums, `result`, and `toString()` with two tables.
 * @throws what `run` throws, and Error when a profile is already running.
 */
export async function profile<Result>(run: () => Result | Promise<Result>): Promise<ProfileReport<Result>> {
  if (running) throw new Error('A profile is already running; wait for it before the next one.');
  running = true;
  const { numTensors, numBytes } = tf.memory();
  const calls: KernelCall[] = [];
  let peakBytes = numBytes;
  const places = followLayers();
  const stopWatching = watchEngine({
    kernel: (name, inputs, compute) => recordCall(calls, places.current(), name, inputs, compute),
    created() {
      peakBytes = Math.max(peakBytes, (tf.engine() as unknown as { state: { numBytes: number } }).state.numBytes);
    },
  });
  const startCpu = cpuMilliseconds();
  const start = performance.now();
  try {
    const result = await run();
    if (tf.getBackend() === 'webgpu') await (tf.backend() as unknown as TimedBackend).queue?.onSubmittedWorkDone();
    const milliseconds = performance.now() - start;
    const endCpu = cpuMilliseconds();
    stopWatching();
    const kernels = await sumCalls(calls);
    const report = {
      result,
      backend: tf.getBackend(),
      milliseconds,
      cpuMilliseconds: startCpu === undefined || endCpu === undefined ? undefined : endCpu - startCpu,
      kernelMilliseconds: calls.reduce((sum, call) => sum + call.milliseconds, 0),
      peakBytes,
      newTensors: tf.memory().numTensors - numTensors,
      kernels,
      ops: sumKernels(kernels, 'kernel'),
      layers: sumKernels(kernels, 'layer'),
    };
    return { ...report, toString: () => reportText(report) };
  } finally {
    stopWatching();
    places.stop();
    running = false;
  }
}

/** Time that kernels called by the running one took, to be taken off its own. */
let innerMilliseconds = 0;

function recordCall(
  calls: KernelCall[],
  place: Place,
  kernel: string,
  inputs: tf.NamedTensorInfoMap,
  compute: () => tf.Tensor | tf.Tensor[],
): tf.Tensor | tf.Tensor[] {
  const outerMilliseconds = innerMilliseconds;
  innerMilliseconds = 0;
  const start = performance.now();
  let outputs: tf.Tensor | tf.Tensor[] = [];
  let gpu: Promise<number> | undefined;
  const backend = tf.backend() as unknown as TimedBackend;
  try {
    if (backend.supportTimestampQuery) {
      let thrown: { error: unknown } | undefined;
      gpu = backend
        .time(() => {
          // The backend must not see an exception here, or its list of timers stays open.
          try {
            outputs = compute();
          } catch (error) {
            thrown = { error };
          }
        })
        .then(({ kernelMs }) => kernelMs);
      if (thrown) throw thrown.error;
    } else {
      outputs = compute();
    }
    return outputs;
  } finally {
    const milliseconds = performance.now() - start;
    calls.push({
      ...place,
      kernel,
      milliseconds: milliseconds - innerMilliseconds,
      gpuMilliseconds: gpu,
      bytesRead: sumBytes(Object.values(inputs)),
      bytesWritten: sumBytes([outputs].flat()),
    });
    innerMilliseconds = outerMilliseconds + milliseconds;
  }
}

function sumBytes(tensors: ReadonlyArray<tf.TensorInfo | tf.TensorInfo[] | null | undefined>): number {
  return tensors.flat().reduce((sum, tensor) => {
    if (!tensor || tensor.dtype === 'string') return sum;
    return sum + tf.util.sizeFromShape(tensor.shape) * tf.util.bytesPerElement(tensor.dtype);
  }, 0);
}

async function sumCalls(calls: readonly KernelCall[]): Promise<KernelProfile[]> {
  const sums = new Map<string, KernelProfile>();
  for (const { kernel, layer, phase, milliseconds, gpuMilliseconds, bytesRead, bytesWritten } of calls) {
    const key = JSON.stringify([layer, phase, kernel]);
    const gpu = await gpuMilliseconds;
    const before = sums.get(key);
    sums.set(key, {
      kernel,
      layer,
      phase,
      calls: (before?.calls ?? 0) + 1,
      milliseconds: (before?.milliseconds ?? 0) + milliseconds,
      ...(gpu === undefined ? {} : { gpuMilliseconds: (before?.gpuMilliseconds ?? 0) + gpu }),
      bytesRead: (before?.bytesRead ?? 0) + bytesRead,
      bytesWritten: (before?.bytesWritten ?? 0) + bytesWritten,
    });
  }
  return [...sums.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}

function cpuMilliseconds(): number | undefined {
  const usage = typeof process === 'undefined' ? undefined : process.cpuUsage?.();
  return usage && (usage.user + usage.system) / 1000;
}
