import type { Experiment } from '@perceptrons/plasticity';
import { toCsv } from '../../../export/table';
import type { PlasticitySettings } from '../settings';
import { runData } from './data';

/** One row for each presentation, as the page reads them. */
export function trialsTable(animals: readonly Experiment[]): string {
  const rows: (string | number)[][] = [];
  for (const animal of animals) {
    const { name, inputs, trials, longest, lengths, x, decisions, rewards } = animal;
    for (let trial = 0; trial < trials; trial++) {
      for (let presentation = 0; presentation < lengths[trial]; presentation++) {
        const cell = trial * longest + presentation;
        const stimulus = Array.from(x.subarray(cell * inputs, (cell + 1) * inputs), (value) => value.toFixed(5)).join(
          ' ',
        );
        const decision = decisions?.[cell] ?? 0;
        rows.push([name, trial, presentation, stimulus, decision, decision === 1 ? (rewards?.[trial] ?? 0) : 0]);
      }
    }
  }
  return toCsv({ columns: ['subject', 'trial', 'presentation', 'stimulus', 'decision', 'reward'], rows });
}

/** Trials of animals simulated with the settings of the page. */
export async function trials(settings: PlasticitySettings): Promise<string> {
  return trialsTable((await runData({ settings })).animals);
}
