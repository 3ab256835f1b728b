import type { Json } from '@perceptrons/evaluation';
import type { PartContext, RunContext } from '../framework/run-context';

/** The seeds of a run: `count` whole numbers from `first`. */
export function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/**
 * One part per seed and subject, for example the training of every model with every seed, announced and run seed by seed.
 *
 * @param subjects what is worked on; a part is named `<id>-seed<seed>`.
 * @returns for each subject, in order, what `work` returned, by seed.
 */
export async function overSeeds<Subject extends { readonly id: string }, Value extends Json>(
  context: RunContext,
  subjects: readonly Subject[],
  seeds: readonly number[],
  work: (part: PartContext, subject: Subject, seed: number) => Promise<Value>,
): Promise<Array<{ subject: Subject; values: Value[] }>> {
  const partName = (id: string, seed: number) => `${id}-seed${seed}`;
  context.plan(seeds.flatMap((seed) => subjects.map(({ id }) => ({ name: partName(id, seed), group: id }))));
  const results = subjects.map((subject) => ({ subject, values: [] as Value[] }));
  for (const seed of seeds) {
    for (const { subject, values } of results) {
      values.push(await context.part(partName(subject.id, seed), (part) => work(part, subject, seed)));
    }
  }
  return results;
}
