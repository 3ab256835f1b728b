import type { Contender, Sample } from './contender';
import { median } from './statistics';

export interface MeasureOptions {
  /** How often every contender is timed. */
  rounds: number;
  /** Milliseconds one sample of a contender should at least take; short steps are repeated. */
  sampleMs?: number;
  /**
   * The most samples of each contender that are thrown away until they get no faster. A JavaScript engine goes on
   * compiling for thousands of calls, on other cores while there are some. Default: 0.
   */
  warmUps?: number;
  /** Called before each round, for a progress line. */
  onRound?: (round: number) => void;
}

/** The most steps that one sample holds. */
const MOST_STEPS = 2000;

/** Samples count as faster when their median is less than this part of the median of as many before. */
const FASTER = 0.99;

/** Samples whose median is compared. One fast sample among slow ones says nothing, and neither does one slow one. */
const WINDOW = 6;

/** A sample may be this much shorter than asked for. */
const SHORTFALL = 1.5;

/**
 * Steps that fill a sample. Steps get faster while the engine compiles what they run, so they are counted again, in
 * samples that are thrown away, until their number settles.
 */
async function stepsPerSample(contender: Contender, sampleMs: number): Promise<number> {
  for (let steps = 1; ; ) {
    const { wallMs } = await contender.run(steps);
    const wanted = Math.min(MOST_STEPS, Math.max(1, Math.ceil(sampleMs / Math.max(wallMs, 1e-3))));
    if (wanted <= SHORTFALL * steps) return steps;
    steps = wanted;
  }
}

/** Runs samples until neither clock gets faster: compiling on another core shows in the CPU time alone. */
async function settle(contender: Contender, steps: number, most: number): Promise<void> {
  const samples: Sample[] = [];
  const gotFaster = (clock: 'wallMs' | 'cpuMs'): boolean => {
    const times = samples.slice(-2 * WINDOW).map((sample) => sample[clock]);
    return median(times.slice(WINDOW)) < FASTER * median(times.slice(0, WINDOW));
  };
  while (samples.length < most) {
    samples.push(await contender.run(steps));
    if (samples.length >= 2 * WINDOW && !gotFaster('wallMs') && !gotFaster('cpuMs')) return;
  }
}

/**
 * Times contenders in turn: round by round, each once per round, the first one changing from round to round, so that a
 * slow minute of the machine meets all of them. A contender with a `slow` sample is not run again.
 *
 * @returns for every contender its samples, one per round; one in all for a slow contender.
 */
export async function measure(
  entries: ReadonlyArray<{ contender: Contender; slow?: Sample }>,
  { rounds, sampleMs = 200, warmUps = 0, onRound }: MeasureOptions,
): Promise<Sample[][]> {
  const samples: Sample[][] = entries.map(({ slow }) => (slow ? [slow] : []));
  const timed: Array<{ contender: Contender; steps: number; list: Sample[] }> = [];
  for (const [index, { contender, slow }] of entries.entries()) {
    if (slow) continue;
    const steps = await stepsPerSample(contender, sampleMs);
    await settle(contender, steps, warmUps);
    timed.push({ contender, steps, list: samples[index] });
  }
  for (let round = 0; round < rounds; round++) {
    onRound?.(round);
    for (let turn = 0; turn < timed.length; turn++) {
      const { contender, steps, list } = timed[(round + turn) % timed.length];
      list.push(await contender.run(steps));
    }
  }
  return samples;
}

/**
 * Largest difference of two lists over their common length, relative to the largest magnitude of the first. Infinity
 * where a value is not a number or a list is empty.
 */
export function relativeDifference(reference: readonly number[], other: readonly number[]): number {
  const length = Math.min(reference.length, other.length);
  if (length === 0) return Number.POSITIVE_INFINITY;
  const scale = Math.max(...reference.slice(0, length).map(Math.abs), 1e-12);
  let worst = 0;
  for (let i = 0; i < length; i++) {
    // NaN travels as null.
    const comparable = Number.isFinite(reference[i]) && Number.isFinite(other[i]);
    worst = Math.max(worst, comparable ? Math.abs(reference[i] - other[i]) / scale : Number.POSITIVE_INFINITY);
  }
  return worst;
}
