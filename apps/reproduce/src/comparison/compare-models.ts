// A comparison: several models, trained alike on the same images in the same order, with the same seeds.
import { random } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { Role } from '../figures/colours';
import type { RunContext } from '../framework/run-context';
import type { ImageData } from '../training/image-data';
import type { Recipe } from '../training/recipe';
import type { Runs } from '../training/seeds';
import { trainClassifier } from '../training/train-classifier';
import { overSeeds } from './over-seeds';

/** A model that takes part in a comparison. */
export interface Contender<Id extends string = string> {
  /** Short name of its parts, in kebab-case. */
  readonly id: Id;
  /** Name in tables and figures. */
  readonly name: string;
  readonly role: Role;
  /** Makes the model with the first weights of a seed. */
  readonly build: (config: { seed: number }) => tf.LayersModel;
}

/** A contender with its runs, one per seed. */
export interface ComparedModel<Id extends string = string> extends Contender<Id> {
  readonly runs: Runs;
}

/** What {@link compareModels} needs. */
export interface ComparisonOptions<Id extends string> {
  contenders: ReadonlyArray<Contender<Id>>;
  seeds: readonly number[];
  data: ImageData;
  recipe: Recipe;
}

/** Trains every contender with every seed; one part each. */
export async function compareModels<Id extends string>(
  context: RunContext,
  { contenders, seeds, data, recipe }: ComparisonOptions<Id>,
): Promise<Array<ComparedModel<Id>>> {
  const results = await overSeeds(context, contenders, seeds, async (part, { build }, seed) => {
    const model = build({ seed });
    try {
      return await trainClassifier({ part, model, data, recipe, key: random.key(seed) });
    } finally {
      model.dispose();
    }
  });
  return results.map(({ subject, values }) => ({ ...subject, runs: values }));
}

/** The model of that id. */
export function modelOf<Model extends { readonly id: string }>(models: readonly Model[], id: Model['id']): Model {
  return models.find((model) => model.id === id)!;
}
