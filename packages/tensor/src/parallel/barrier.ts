// A barrier for workers on shared memory. The last one to arrive decides for all whether the step goes on, so that no two
// workers can disagree about a cancellation that comes in between.

/** Places in the shared control numbers. */
const arrived = 0;
const generation = 1;
const stopFlag = 2;
const decision = 3;
const firstProgress = 4;

/**
 * Milliseconds of looking before a worker sleeps. Shards are alike, so the others are often near, and waking up takes
 * longer than this.
 */
const LOOK_TIME = 0.1;

/** Why a barrier was left: all go on, all give the step up, the group is broken, nobody came for too long. */
export type BarrierResult = 'go' | 'stop' | 'broken' | 'timeout';

/** Number of 32-bit integers that the control of `workers` takes. */
export function controlSize(workers: number): number {
  return firstProgress + workers;
}

/** The control numbers of a group of workers, seen by one of them or by the caller. */
export class StepControl {
  private readonly numbers: Int32Array;
  private readonly workers: number;

  constructor(buffer: ArrayBufferLike, workers: number) {
    this.numbers = new Int32Array(buffer, 0, controlSize(workers));
    this.workers = workers;
  }

  /** Asks all workers to give the step up. They still meet at the barrier, where one decides for all. */
  stop(): void {
    Atomics.compareExchange(this.numbers, stopFlag, 0, 1);
  }

  /** Says that a worker is gone: whoever waits leaves. There is no way back. */
  break(): void {
    Atomics.store(this.numbers, stopFlag, 2);
    Atomics.notify(this.numbers, generation);
  }

  /** Takes the request back, before the next step and while no worker runs. */
  clear(): void {
    Atomics.store(this.numbers, stopFlag, 0);
    Atomics.store(this.numbers, arrived, 0);
    for (let worker = 0; worker < this.workers; worker++) this.progress(worker, 0);
  }

  /** True when the rest of the work can be left out. */
  get stopping(): boolean {
    return Atomics.load(this.numbers, stopFlag) !== 0;
  }

  /** Notes how many barriers of this step a worker has reached. */
  progress(worker: number, barriers: number): void {
    Atomics.store(this.numbers, firstProgress + worker, barriers);
  }

  /** Workers that have reached fewer than `barriers` barriers of this step. */
  behind(barriers: number): number[] {
    const all = Array.from({ length: this.workers }, (_, worker) => worker);
    return all.filter((worker) => Atomics.load(this.numbers, firstProgress + worker) < barriers);
  }

  /**
   * Waits until all workers have arrived.
   *
   * @param worker Number of the caller.
   * @param barriers How many barriers of this step it has reached with this one.
   * @param timeout Milliseconds; after so long the wait ends.
   * @returns the same 'go' or 'stop' for all workers, or why there can be no such answer.
   */
  wait(worker: number, barriers: number, timeout: number): BarrierResult {
    const { numbers } = this;
    this.progress(worker, barriers);
    const current = Atomics.load(numbers, generation);
    if (Atomics.add(numbers, arrived, 1) + 1 === this.workers) {
      Atomics.store(numbers, arrived, 0);
      Atomics.store(numbers, decision, this.stopping ? 1 : 0);
      Atomics.add(numbers, generation, 1);
      Atomics.notify(numbers, generation);
    }
    const start = performance.now();
    while (Atomics.load(numbers, generation) === current && performance.now() - start < LOOK_TIME);
    while (Atomics.load(numbers, generation) === current) {
      if (Atomics.load(numbers, stopFlag) === 2) return 'broken';
      // Short naps: the flag may be raised between the look at it and the wait.
      Atomics.wait(numbers, generation, current, Math.min(timeout, 50));
      if (performance.now() - start > timeout) return Atomics.load(numbers, generation) === current ? 'timeout' : 'go';
    }
    return Atomics.load(numbers, decision) === 1 ? 'stop' : 'go';
  }
}
