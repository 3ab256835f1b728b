// A barrier for workers on shared memory. The last one to arrive decides for all whether the step goes on, so that no two
// workers can disagree about a cancellation that comes in between.

/** Places in the shared control numbers. */
const arrived = 0;
const generation = 1;
const broken = 2;
const decision = 3;
/** One more than the newest step of an even and of an odd number that is to be given up. */
const firstStop = 4;
const firstProgress = 6;

/** More barriers than a step has. */
const barriersPerTurn = 4;

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

/** One number that grows from barrier to barrier over all steps. */
function placeOf(turn: number, barrier: number): number {
  return turn * barriersPerTurn + barrier;
}

/** The control numbers of a group of workers, seen by one of them or by the caller. */
export class StepControl {
  private readonly numbers: Int32Array;
  private readonly workers: number;

  constructor(buffer: ArrayBufferLike, workers: number) {
    this.numbers = new Int32Array(buffer, 0, controlSize(workers));
    this.workers = workers;
  }

  /**
   * Asks all workers to give a step up. They still meet at the barrier, where one decides for all.
   *
   * @param turn Number of the attempt. Two may be under way, the later one not begun yet: each has a place of its own.
   */
  stop(turn: number): void {
    Atomics.store(this.numbers, firstStop + (turn % 2), turn + 1);
  }

  /** Says that a worker is gone: whoever waits leaves. There is no way back. */
  break(): void {
    Atomics.store(this.numbers, broken, 1);
    Atomics.notify(this.numbers, generation);
  }

  /** True when the rest of the work on a step can be left out. */
  stopping(turn: number): boolean {
    const { numbers } = this;
    return Atomics.load(numbers, broken) !== 0 || Atomics.load(numbers, firstStop + (turn % 2)) === turn + 1;
  }

  /** Workers that have not reached a barrier of a step. */
  behind(turn: number, barrier: number): number[] {
    const all = Array.from({ length: this.workers }, (_, worker) => worker);
    const place = placeOf(turn, barrier);
    return all.filter((worker) => Atomics.load(this.numbers, firstProgress + worker) < place);
  }

  /**
   * Waits until all workers have arrived.
   *
   * @param worker Number of the caller.
   * @param turn Number of the attempt at a step, from 1; 0 before the first.
   * @param barrier How many barriers of this step it has reached with this one.
   * @param timeout Milliseconds; after so long the wait ends.
   * @returns the same 'go' or 'stop' for all workers, or why there can be no such answer.
   */
  wait(worker: number, turn: number, barrier: number, timeout: number): BarrierResult {
    const { numbers } = this;
    Atomics.store(numbers, firstProgress + worker, placeOf(turn, barrier));
    const current = Atomics.load(numbers, generation);
    if (Atomics.add(numbers, arrived, 1) + 1 === this.workers) {
      Atomics.store(numbers, arrived, 0);
      Atomics.store(numbers, decision, this.stopping(turn) ? 1 : 0);
      Atomics.add(numbers, generation, 1);
      Atomics.notify(numbers, generation);
    }
    const start = performance.now();
    while (Atomics.load(numbers, generation) === current && performance.now() - start < LOOK_TIME);
    while (Atomics.load(numbers, generation) === current) {
      if (Atomics.load(numbers, broken) !== 0) return 'broken';
      // Short naps: the flag may be raised between the look at it and the wait.
      Atomics.wait(numbers, generation, current, Math.min(timeout, 50));
      if (performance.now() - start > timeout) return Atomics.load(numbers, generation) === current ? 'timeout' : 'go';
    }
    return Atomics.load(numbers, decision) === 1 ? 'stop' : 'go';
  }
}
