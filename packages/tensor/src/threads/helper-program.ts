// The program of a helper thread, as text: a worker made of text needs no file that a bundler has to find or a server has
// to serve. It knows nothing of TensorFlow.js; it runs pieces of kernels on the memory of the caller.
import { controlViews, MOST_ARGUMENTS, place } from './control';

/** What a helper gets to begin with. */
export interface HelperStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  control: ArrayBufferLike;
  /** Names of the kernels; jobs name them by position. */
  kernels: readonly string[];
  /** Number of the helper. */
  index: number;
}

/** Milliseconds for which a helper looks for the next job before it sleeps: products come in bursts, and waking takes time. */
const LOOK_TIME = 0.2;

const wordCount = controlViews(new ArrayBuffer(65536)).words.length;

/** Runs as a module-less worker in browsers, and with `{ eval: true }` in Node. */
export const helperProgram = `'use strict';
const at = ${JSON.stringify(place)};
function help({ module, memory, control, kernels, index }) {
  const all = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const functions = kernels.map((name) => all[name]);
  const words = new Int32Array(control, 0, ${wordCount});
  const values = new Float64Array(control, ${wordCount * 4});
  let seen = Atomics.load(words, at.job);
  Atomics.add(words, at.ready, 1);
  for (;;) {
    for (let piece; (piece = Atomics.sub(words, at.left, 1)) > 0; ) {
      const start = (piece - 1) * ${MOST_ARGUMENTS};
      const list = Array.from(values.subarray(start, start + words[at.arguments]));
      if (words[at.scratch] >= 0) list[words[at.scratch]] = words[at.scratchOf + index];
      try {
        functions[words[at.kernel]](...list);
      } catch {
        Atomics.store(words, at.trapped, 1);
      }
      Atomics.add(words, at.done, 1);
      Atomics.notify(words, at.done);
    }
    const end = performance.now() + ${LOOK_TIME};
    while (Atomics.load(words, at.job) === seen && performance.now() < end);
    while (Atomics.load(words, at.job) === seen) Atomics.wait(words, at.job, seen);
    seen = Atomics.load(words, at.job);
    if (Atomics.load(words, at.stop) !== 0) return;
  }
}
if (typeof self === 'undefined') {
  help(require('node:worker_threads').workerData);
} else {
  self.onmessage = ({ data }) => {
    help(data);
    self.close();
  };
}
`;
