// Which rule would have been found from other animals of the same kind?
import {
  AbortedError,
  type AnimalsBootstrap,
  bootstrapAnimals,
  parametersOf,
  powersAt,
  termName,
  withParameters,
} from '@perceptrons/plasticity';
import type { BootstrapReport, CheckInput, CheckProgress, TermBootstrap } from '../run';
import { runData } from './data';
import { searchOptions, startRule } from './fitting';
import type { SearchContext } from './search';
import { timeLeft } from './time-left';

/** Fewer draws say nothing about the ends of an interval. */
export const fewestDraws = 20;

export type CheckContext = Omit<SearchContext, 'send'> & { send(progress: CheckProgress): void };

/** Draws animals with repetition and searches again. Cancelled late enough, it returns the draws that were made. */
export async function bootstrap(input: CheckInput, { signal, breathe, send }: CheckContext): Promise<BootstrapReport> {
  const { settings, parameters } = input;
  const { draws } = settings;
  await breathe();
  const { network, animals } = await runData(input, signal);
  const report = timeLeft(draws, send);
  try {
    const found = await bootstrapAnimals({
      ...searchOptions(settings),
      experiments: animals,
      network,
      rule: withParameters(startRule(settings), parameters),
      draws,
      signal,
      onDraw: ({ draw }) => report(draw + 1),
    });
    return reportOf(found, draws);
  } catch (error) {
    if (!signal.aborted) throw error;
    const partial = error instanceof AbortedError ? error.partial : undefined;
    if (isBootstrap(partial) && partial.draws >= fewestDraws) return reportOf(partial, draws);
    throw new DOMException('The resampling was cancelled.', 'AbortError');
  }
}

const isBootstrap = (partial: unknown): partial is AnimalsBootstrap =>
  typeof partial === 'object' && partial !== null && 'draws' in partial;

function reportOf({ result, animals, draws, intervals, selected }: AnimalsBootstrap, asked: number): BootstrapReport {
  const values = parametersOf(result.rule);
  const terms = intervals.map(
    ({ low, high }, place): TermBootstrap => ({
      name: termName(powersAt(place)),
      value: values[place],
      low,
      high,
      kept: selected[place],
    }),
  );
  return {
    animals,
    draws,
    asked,
    terms: terms
      .filter(({ value, kept }) => value !== 0 || kept > 0)
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || b.kept - a.kept),
  };
}
