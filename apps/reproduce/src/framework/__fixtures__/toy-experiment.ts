// An experiment without models, for the tests of the framework: two parts that sum numbers step by step, with a
// checkpoint after every step.
import { defineExperiment, type Experiment } from '../experiment';

/** Where the toy run is interrupted. */
export interface ToyInterruption {
  /** Part and step before which `act` is called. */
  part: string;
  step: number;
  act(): void;
}

/** A run of ten steps for each of two parts. `visited` collects the steps that were really computed. */
export function toyExperiment(visited: string[] = [], interruption?: ToyInterruption): Experiment {
  return defineExperiment({
    name: 'toy',
    system: 'test',
    title: 'Do sums grow?',
    question: 'Do sums grow?',
    presets: { smoke: { steps: 10 }, quick: { steps: 20 }, full: { steps: 40 } },
    async run(context) {
      const { settings, seed } = context;
      const names = ['first', 'second'];
      context.plan(names.map((name) => ({ name, group: name })));
      const sums: number[] = [];
      for (const name of names) {
        const sum = await context.part(name, async (part) => {
          const saved = await part.checkpoint.store.read(part.checkpoint.name);
          let [step, total]: [number, number] =
            saved === undefined ? [0, 0] : JSON.parse(new TextDecoder().decode(saved));
          while (step < settings.steps) {
            if (interruption?.part === name && interruption.step === step) interruption.act();
            step++;
            total += step * (seed + 1);
            visited.push(`${name} ${step}`);
            await part.log({ step, loss: 1 / step });
            part.progress({ step, totalSteps: settings.steps, loss: 1 / step, examplesPerSecond: 10, secondsLeft: 1 });
            await part.checkpoint.store.write(
              part.checkpoint.name,
              new TextEncoder().encode(JSON.stringify([step, total])),
            );
          }
          return { total, losses: part.logged().map((values) => values.loss as number) };
        });
        sums.push(sum.total);
      }
      return {
        claims: [
          {
            claim: 'sums grow',
            value: sums[1],
            interval: [sums[0], sums[1] + 0.5],
            expected: '> 0',
            holds: sums[1] > 0,
          },
          { claim: 'sums shrink', value: sums[1] - sums[0], interval: null, expected: '< 0', holds: false },
        ],
        summary: ['Sums of whole numbers.'],
        tables: [{ title: 'Sums', columns: ['part', 'sum'], rows: names.map((name, index) => [name, sums[index]]) }],
        figures: [{ name: 'sum', title: 'Sum', description: 'A line.', svg: '<svg></svg>' }],
        limits: ['It is a toy.'],
      };
    },
  });
}
