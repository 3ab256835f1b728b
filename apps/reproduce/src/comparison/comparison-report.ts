// The tables and figures of a comparison.
import { bootstrapInterval, type Claim, type ReportFigure, type ReportTable } from '@perceptrons/evaluation';
import { curveFigure } from '../figures/curve-figure';
import { dotFigure } from '../figures/dot-figure';
import type { ImageData, ImageDataSettings } from '../training/image-data';
import type { Recipe } from '../training/recipe';
import { type Bound, seedClaim } from '../training/seed-claim';
import { accuracyCurve, accuracyOverSeeds, differenceOverSeeds, differencePerImage } from '../training/seeds';
import type { ComparedModel } from './compare-models';

/** Claim about the held-out accuracy of the first model minus that of the second, in points. */
export function leadClaim(first: ComparedModel, second: ComparedModel, claim: string, bound: Bound): Claim {
  return seedClaim(claim, differenceOverSeeds(first.runs, second.runs), bound);
}

/** Mean accuracy in percent with one digit: `84.7%`. */
export function meanAccuracy({ runs }: ComparedModel): string {
  return `${accuracyOverSeeds(runs).mean.toFixed(1)}%`;
}

/** All models from best to worst, with their mean accuracy. */
export function ranking(models: readonly ComparedModel[]): string {
  const mean = (model: ComparedModel) => accuracyOverSeeds(model.runs).mean;
  const order = [...models].sort((a, b) => mean(b) - mean(a));
  return order.map((model) => `${model.name} ${meanAccuracy(model)}`).join(', ');
}

/** Parameters and held-out accuracy of every model. */
export function accuracyTable(models: readonly ComparedModel[]): ReportTable {
  return {
    title: 'Held-out accuracy (%)',
    columns: ['model', 'parameters', 'mean', '95% low', '95% high', 'lowest seed', 'highest seed'],
    rows: models.map(({ name, runs }) => {
      const { mean, low, high, minimum, maximum } = accuracyOverSeeds(runs);
      return [name, runs[0].parameters, mean, low, high, minimum, maximum];
    }),
  };
}

/**
 * The first model against each of the others, in points.
 *
 * @param seed decides the resampling of images.
 */
export function differenceTable([first, ...others]: readonly ComparedModel[], seed: number): ReportTable {
  return {
    title: `${first.name} minus the others (points)`,
    columns: ['other model', 'mean', 'lowest seed', 'highest seed', '95% over images, low', '95% over images, high'],
    rows: others.map(({ name, runs }) => {
      const { mean, minimum, maximum } = differenceOverSeeds(first.runs, runs);
      const { low, high } = bootstrapInterval(differencePerImage(first.runs, runs), { key: seed });
      return [name, mean, minimum, maximum, low, high];
    }),
  };
}

/** Held-out accuracy by epoch, and after the last one. */
export function accuracyFigures(models: readonly ComparedModel[]): ReportFigure[] {
  const order = ranking(models);
  const count = models[0].runs.length;
  return [
    {
      name: 'accuracy-by-epoch',
      title: 'Held-out accuracy by epoch',
      description: `Mean over ${count} seeds, bands from the lowest to the highest seed. At the end: ${order}.`,
      svg: curveFigure(
        models.map(({ name, role, runs }) => ({ name, role, points: accuracyCurve(runs) })),
        { xLabel: 'epoch', yLabel: 'held-out accuracy (%)', wholeX: true },
      ),
    },
    {
      name: 'accuracy',
      title: 'Held-out accuracy after the last epoch',
      description: `Rings are single seeds, dots their mean, bars the 95% interval of the mean over seeds. ${order}.`,
      svg: dotFigure(
        models.map(({ name, role, runs }) => {
          const { mean, low, high } = accuracyOverSeeds(runs);
          return { name, role, mean, low, high, values: runs.map((run) => 100 * run.accuracy) };
        }),
        { xLabel: 'held-out accuracy (%)' },
      ),
    },
  ];
}

/** Settings of a comparison. A type and not an interface, so that it counts as JSON. */
export type TrainingSettings = { seeds: number; recipe: Recipe; data: ImageDataSettings };

/** How the models were trained, to follow "... were trained alike". */
export function howTrained({ train, test }: ImageData, { seeds, recipe, data }: TrainingSettings): string {
  const count = (images: { count: number }) => images.count.toLocaleString('en-US');
  return `on ${count(train)} images (${data.source}, 28x28 grey) for ${recipe.epochs} epochs, with ${seeds} seeds, and measured on ${count(test)} held-out images`;
}

/** What every small comparison leaves open. */
export function comparisonLimits(settings: ImageDataSettings): string[] {
  return [
    'Small models, few images and a short training: the ranking at this size says little about the size of the paper.',
    'Intervals over seeds cover first weights and the order of images, not the choice of images; those over images are in the second table.',
    'One recipe for all models, tuned for none of them.',
    ...drawnImages(settings),
  ];
}

/** The limit of a run on drawn patterns; none for real images. */
export function drawnImages({ source }: ImageDataSettings): string[] {
  if (source !== 'shapes') return [];
  return ['The images are drawn patterns for trying out the program. The figures say nothing about the models.'];
}
