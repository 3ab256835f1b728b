// S3 of the Sequencer: what happens at a size that the model was not trained for? A recurrence takes rows and columns of any
// length, so the trained model runs unchanged. The ViT needs new position embeddings, interpolated; the Mixer is tied to its
// number of patches, and has a strided copy at twice the size; a CNN and a bag of patches take any size as well.
import { bootstrapInterval, type Claim, type ReportTable, summariseSeeds } from '@perceptrons/evaluation';
import { drawnImages, howTrained, type TrainingSettings } from '../../comparison/comparison-report';
import { overSeeds, seedsFrom } from '../../comparison/over-seeds';
import { curveFigure } from '../../figures/curve-figure';
import { dotFigure } from '../../figures/dot-figure';
import { defineExperiment } from '../../framework/experiment';
import { measureSizes } from '../../sequencer/measure-sizes';
import { type ResolutionId, resolutionModels, trainedSide } from '../../sequencer/resolution-models';
import { band, type SizedModel, sizedModel, tunedSide } from '../../sequencer/sized-model';
import { tuningImages } from '../../sequencer/tuning-images';
import { imageData } from '../../training/image-data';
import { smallDataRecipe } from '../../training/recipe';
import { resizedImages } from '../../training/resized-images';
import { seedClaim } from '../../training/seed-claim';

/** Settings of the resolution experiment. */
type Settings = TrainingSettings & {
  models: readonly ResolutionId[];
  /** Sides of the images on which the models are measured, in pixels. */
  sides: readonly number[];
  /** Highest learning rate of the fine-tuning. */
  tuningRate: number;
};

const sides = [20, 24, 28, 32, 36, 40, 56];

export default defineExperiment<Settings>({
  name: 'resolution',
  system: 'sequencer',
  title: 'What does a Sequencer do at sizes that it was not trained for?',
  question: 'Does a trained Sequencer hold at other image sizes without change, and recover by fine-tuning?',
  presets: {
    smoke: {
      seeds: 1,
      recipe: { ...smallDataRecipe, batchSize: 10, epochs: 1 },
      data: { source: 'shapes', trainPerClass: 2, testPerClass: 1 },
      models: ['sequencer', 'vit', 'mixer', 'cnn', 'bag'],
      sides,
      tuningRate: 5e-4,
    },
    quick: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 4 },
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
      models: ['sequencer', 'vit', 'mixer'],
      sides,
      tuningRate: 5e-4,
    },
    full: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 8 },
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
      models: ['sequencer', 'vit', 'mixer', 'cnn', 'bag'],
      sides: [20, 24, 28, 32, 36, 40, 44, 48, 52, 56],
      tuningRate: 5e-4,
    },
  },
  async run(context) {
    const { settings, seed } = context;
    const data = await imageData(context, settings.data);
    const heldOut = new Map(settings.sides.map((side) => [side, resizedImages(data.test, side)]));
    const tuningData = { train: tuningImages(data.train, tunedSide, seed), test: heldOut.get(tunedSide)! };
    const subjects = resolutionModels(settings.models);
    const results = await overSeeds(context, subjects, seedsFrom(seed, settings.seeds), (part, subject, runSeed) =>
      measureSizes({
        part,
        subject,
        seed: runSeed,
        data,
        recipe: settings.recipe,
        heldOut,
        tuningData,
        tuningRecipe: { ...settings.recipe, epochs: 1, learningRate: settings.tuningRate },
      }),
    );
    const models = results.map(({ subject, values }) => sizedModel(subject, values));
    const of = (id: ResolutionId) => models.find((model) => model.id === id)!;
    const [sequencer, vit, mixer] = [of('sequencer'), of('vit'), of('mixer')];
    const difference = (first: readonly number[], second: readonly number[]) =>
      summariseSeeds(first.map((value, index) => value - second[index]));
    const smallestFall = summariseSeeds(
      seedsFrom(0, settings.seeds).map((index) =>
        Math.min(...models.map((model) => model.at(trainedSide)![index] - model.at(tunedSide)![index])),
      ),
    );

    const claims: Claim[] = [
      seedClaim(
        `Sequencer minus ViT, unchanged, mean held-out accuracy at ${list(band)} pixels, in points`,
        difference(sequencer.overBand!, vit.overBand!),
        { above: 0 },
      ),
      seedClaim(
        `Points lost from ${trainedSide} pixels to the mean of ${list(band)}: ViT minus Sequencer (it falls more slowly)`,
        difference(vit.lostInBand!, sequencer.lostInBand!),
        { above: 0 },
      ),
      seedClaim(
        `Sequencer at ${tunedSide} pixels: held-out accuracy gained by half an epoch of fine-tuning, in points`,
        difference(sequencer.tuned, sequencer.at(tunedSide)!),
        { above: 0 },
      ),
      seedClaim(
        `Limit: unchanged at ${tunedSide} pixels, points lost against ${trainedSide} by the model that loses least`,
        smallestFall,
        { above: 0 },
      ),
      seedClaim(
        `Limit: unchanged at ${tunedSide} pixels, strided Mixer minus Sequencer, held-out accuracy in points`,
        difference(mixer.at(tunedSide)!, sequencer.at(tunedSide)!),
        { above: 0 },
      ),
    ];
    const percent = (values: readonly number[]) => `${summariseSeeds(values).mean.toFixed(1)}%`;
    return {
      claims,
      summary: [
        `${models.length} models of about 110,000 parameters were trained alike ${howTrained(data, settings)}. They were then measured on the held-out images, resized to ${settings.sides[0]} to ${settings.sides.at(-1)} pixels, without any training at those sizes: the Sequencer as it is, the ViT with its position embedding interpolated (bicubic), the Mixer by strided copies of its token maps, which exist at ${tunedSide} pixels alone.`,
        `Over ${list(band)} pixels the Sequencer has ${percent(sequencer.overBand!)} and the ViT ${percent(vit.overBand!)}, after ${percent(sequencer.at(trainedSide)!)} and ${percent(vit.at(trainedSide)!)} at ${trainedSide}. This says that a Sequencer runs at any size and how it degrades in a moderate band. It does not say that it is invariant to size.`,
        `Beyond that band, unchanged, from ${trainedSide} to ${tunedSide} pixels: ${models.map((model) => `${model.name} ${percent(model.at(trainedSide)!)} to ${percent(model.at(tunedSide)!)}`).join('; ')}. Half an epoch of fine-tuning at ${tunedSide} pixels (${tuningData.train.count.toLocaleString('en-US')} images) brings back: ${models.map((model) => `${model.name} to ${percent(model.tuned)}`).join('; ')}.`,
      ],
      tables: [accuracyBySize(models, settings.sides), differencesBySize(sequencer, models.slice(1), seed)],
      figures: [
        {
          name: 'accuracy-by-size',
          title: 'Held-out accuracy by image size, unchanged',
          description: `Trained at ${trainedSide} pixels; mean over ${settings.seeds} seeds, bands from the lowest to the highest seed. The Mixer has no value between ${trainedSide} and ${tunedSide}.`,
          svg: curveFigure(
            models
              .filter(({ overBand }) => overBand !== undefined)
              .map(({ name, role, at }) => ({
                name,
                role,
                points: settings.sides.map((side) => {
                  const { mean, minimum, maximum } = summariseSeeds(at(side)!);
                  return { x: side, y: mean, low: minimum, high: maximum };
                }),
              })),
            { xLabel: 'side of the image (pixels)', yLabel: 'held-out accuracy (%)', wholeX: true },
          ),
        },
        {
          name: 'fine-tuning',
          title: `Held-out accuracy at ${tunedSide} pixels, unchanged and fine-tuned`,
          description:
            'Rings are single seeds, dots their mean, bars the 95% interval of the mean over seeds. Grey: unchanged.',
          svg: dotFigure(
            models.flatMap(({ name, role, at, tuned }) => [
              dotRow(`${name}`, 'control', at(tunedSide)!),
              dotRow(`${name}, tuned`, role === 'control' ? 'baseline' : role, tuned),
            ]),
            { xLabel: 'held-out accuracy (%)' },
          ),
        },
      ],
      limits: [
        'Small models, few images and a short training.',
        'Larger images are smaller ones resampled: they hold no more detail, which images taken at a higher resolution would.',
        `The strided Mixer exists at whole multiples of ${trainedSide} pixels alone, and has four times the token weights at ${tunedSide}.`,
        ...drawnImages(settings.data),
      ],
    };
  },
});

function dotRow(name: string, role: SizedModel['role'], values: readonly number[]) {
  const { mean, low, high } = summariseSeeds(values);
  return { name, role, values, mean, low, high };
}

function accuracyBySize(models: readonly SizedModel[], measured: readonly number[]): ReportTable {
  const mean = (values: readonly number[] | undefined) => (values ? summariseSeeds(values).mean : 'n/a');
  return {
    title: 'Held-out accuracy (%) by side of the image, unchanged, and after fine-tuning; mean over seeds',
    columns: ['model', ...measured.map(String), `mean of ${list(band)}`, `${tunedSide} fine-tuned`],
    rows: models.map(({ name, at, overBand, tuned }) => [
      name,
      ...measured.map((side) => mean(at(side))),
      mean(overBand),
      mean(tuned),
    ]),
  };
}

function differencesBySize(first: SizedModel, others: readonly SizedModel[], seed: number): ReportTable {
  return {
    title: `${first.name} minus the others at ${list(band)} pixels (points)`,
    columns: ['other model', 'mean', 'lowest seed', 'highest seed', '95% over images, low', '95% over images, high'],
    rows: others
      .filter(({ overBand }) => overBand !== undefined)
      .map((other) => {
        const { mean, minimum, maximum } = summariseSeeds(
          first.overBand!.map((value, index) => value - other.overBand![index]),
        );
        const perImage = first.bandPerImage!.map((value, image) => value - other.bandPerImage![image]);
        const { low, high } = bootstrapInterval(perImage, { key: seed });
        return [other.name, mean, minimum, maximum, low, high];
      }),
  };
}

/** `20, 24 and 32`. */
function list(values: readonly number[]): string {
  return `${values.slice(0, -1).join(', ')} and ${values.at(-1)}`;
}
