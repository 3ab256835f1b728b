// Threads that share the WASM memory of TensorFlow.js and run pieces of one large kernel call. The caller takes pieces
// too and then waits for those that others have taken. Whoever is free takes the next piece, so a thread that the system
// does not let run keeps nobody waiting for more than one piece.
import { CONTROL_BYTES, controlViews, MOST_ARGUMENTS, MOST_HELPERS, MOST_PIECES, place } from './control';
import { startHelper } from './start-helper';

/** A kernel as the pool sees it. */
type Kernel = (...values: number[]) => unknown;

export interface KernelPoolOptions {
  /** The kernels, compiled for shared memory. */
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** The kernels of the caller's thread. */
  kernels: Readonly<Record<string, unknown>>;
  /** Threads with that of the caller. */
  threads: number;
  /** Takes memory that helpers use as scratch; 0 when there is none. */
  allocate(bytes: number): number;
  free(pointer: number): void;
}

/** One call of a kernel in pieces. */
export interface KernelPieces {
  /** Arguments of each piece. Pieces write to different places. */
  pieces: ReadonlyArray<readonly number[]>;
  /** Which argument is scratch memory, and the bytes of it that a piece needs. Each helper gets its own. */
  scratch?: { argument: number; bytes: number };
}

/** Milliseconds of looking before a caller that may sleep does so. */
const LOOK_TIME = 0.5;
/** Milliseconds after which it looks again. */
const SLEEP_TIME = 50;
/** Milliseconds without a finished piece after which a helper counts as lost. */
const LOST_TIME = 60_000;

/** Helper threads on one WASM memory. They start with the first call that is large enough; until then one thread works. */
export class KernelPool {
  /** Threads that would take part in a call now, with that of the caller. */
  get size(): number {
    return this.stopped ? 1 : 1 + Atomics.load(this.words, place.ready);
  }
  /** Why helpers could not run; undefined while all is well. */
  failure: string | undefined;
  private readonly options: KernelPoolOptions;
  private readonly helpers: number;
  private readonly control = new SharedArrayBuffer(CONTROL_BYTES);
  private readonly words: Int32Array;
  private readonly values: Float64Array;
  private readonly names: string[];
  private readonly sleeps: boolean;
  private started = false;
  private stopped = false;
  private scratchBytes = 0;

  constructor(options: KernelPoolOptions) {
    this.options = options;
    this.helpers = Math.min(options.threads - 1, MOST_HELPERS);
    this.names = Object.keys(options.kernels);
    const views = controlViews(this.control);
    this.words = views.words;
    this.values = views.arguments;
    this.sleeps = maySleep();
  }

  /** Starts the helpers, which are ready some milliseconds later. Does nothing the second time. */
  start(): void {
    if (this.started || this.stopped) return;
    this.started = true;
    const { module, memory } = this.options;
    for (let index = 0; index < this.helpers; index++) {
      try {
        startHelper({ module, memory, control: this.control, kernels: this.names, index }, (reason) => {
          this.failure = reason;
        });
      } catch (error) {
        // A policy of the page may forbid workers made of text.
        this.failure = String(error);
        return;
      }
    }
  }

  /**
   * Runs all pieces of one call of a kernel and returns when all are done.
   *
   * @returns false, with nothing done, where one thread has to do it: helpers are not ready, or there is no memory for them.
   * @throws WebAssembly.RuntimeError if a piece traps or a helper is lost.
   */
  run(kernelName: string, { pieces, scratch }: KernelPieces): boolean {
    const kernel = this.names.indexOf(kernelName);
    const count = pieces.length;
    if (this.size < 2 || count < 2 || count > MOST_PIECES || kernel < 0) return false;
    const width = pieces[0].length;
    if (width > MOST_ARGUMENTS || (scratch !== undefined && !this.reserve(scratch.bytes))) return false;
    const { words, values } = this;
    pieces.forEach((piece, i) => void values.set(piece, i * MOST_ARGUMENTS));
    words[place.kernel] = kernel;
    words[place.arguments] = width;
    words[place.scratch] = scratch?.argument ?? -1;
    Atomics.store(words, place.done, 0);
    // From here on pieces may be taken.
    Atomics.store(words, place.left, count);
    Atomics.add(words, place.job, 1);
    Atomics.notify(words, place.job);
    const run = this.options.kernels[kernelName] as Kernel;
    for (let piece = Atomics.sub(words, place.left, 1); piece > 0; piece = Atomics.sub(words, place.left, 1)) {
      try {
        run(...pieces[piece - 1]);
      } catch {
        Atomics.store(words, place.trapped, 1);
      }
      Atomics.add(words, place.done, 1);
    }
    this.waitFor(count);
    if (Atomics.load(words, place.trapped) !== 0) {
      throw new WebAssembly.RuntimeError(`A piece of ${kernelName} has trapped in one of ${this.size} threads.`);
    }
    return true;
  }

  /** Ends the helpers and frees their scratch memory. */
  dispose(): void {
    if (this.stopped) return;
    this.stopped = true;
    Atomics.store(this.words, place.stop, 1);
    Atomics.add(this.words, place.job, 1);
    Atomics.notify(this.words, place.job);
    this.freeScratch();
  }

  private waitFor(count: number): void {
    const { words } = this;
    let last = Atomics.load(words, place.done);
    let previous = performance.now();
    let waited = 0;
    while (last < count) {
      if (this.sleeps && waited > LOOK_TIME) Atomics.wait(words, place.done, last, SLEEP_TIME);
      const done = Atomics.load(words, place.done);
      const now = performance.now();
      // A machine that was asleep has not waited.
      waited = done === last ? waited + Math.min(now - previous, 2 * SLEEP_TIME) : 0;
      if (waited > LOST_TIME) {
        this.dispose();
        throw new WebAssembly.RuntimeError(`A thread of the kernels has not answered for ${LOST_TIME} ms.`);
      }
      previous = now;
      last = done;
    }
  }

  /** Scratch memory for each helper. */
  private reserve(bytes: number): boolean {
    if (bytes <= this.scratchBytes) return true;
    this.freeScratch();
    for (let index = 0; index < this.helpers; index++) {
      const pointer = this.options.allocate(bytes);
      this.words[place.scratchOf + index] = pointer;
      if (pointer !== 0) continue;
      this.freeScratch();
      return false;
    }
    this.scratchBytes = bytes;
    return true;
  }

  private freeScratch(): void {
    for (let index = 0; index < this.helpers; index++) {
      const pointer = this.words[place.scratchOf + index] >>> 0;
      if (pointer !== 0) this.options.free(pointer);
      this.words[place.scratchOf + index] = 0;
    }
    this.scratchBytes = 0;
  }
}

/** False in the main thread of a page, which must not sleep. */
function maySleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}
