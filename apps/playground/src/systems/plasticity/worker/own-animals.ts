import {
  type Experiment,
  experimentsFromTable,
  flyExperiment,
  type RewardExpectation,
  readFly,
  readTrialsCsv,
  readTrialsJson,
} from '@perceptrons/plasticity';
import type { OwnFile } from '../run';

/** What the inputs of recorded odours are made with. */
interface FlySettings {
  expectedReward: RewardExpectation;
  inputStd: number;
  seed: number;
}

const isBytes = (file: OwnFile): file is OwnFile & { content: ArrayBuffer } => typeof file.content !== 'string';

/** Reads the visitor's animals: one table of trials, or one MATLAB file for each fly. */
export async function ownAnimals(files: readonly OwnFile[], settings: FlySettings): Promise<Experiment[]> {
  const { expectedReward } = settings;
  const flies = files.filter(isBytes);
  if (files.length === 0) {
    throw new Error('There are no trials of yours yet. Pick a file beside the stage, then start again.');
  }
  if (flies.length < files.length && files.length > 1) {
    throw new Error(
      `There are ${files.length} files, of which ${flies.length} are MATLAB files. Pick one table of trials, or only MATLAB files, one for each fly.`,
    );
  }
  if (flies.length === 0) {
    const [{ name, content }] = files;
    const text = String(content);
    const rows = /\.json$/i.test(name) ? readTrialsJson(text, { name }) : readTrialsCsv(text, { name });
    return experimentsFromTable(rows, { expectedReward });
  }
  const records = await Promise.all(
    flies.map(({ name, content }) => readFly(content, { name: name.replace(/\.mat$/i, '') })),
  );
  return records.flatMap((record) => flyExperiment(record, settings));
}
