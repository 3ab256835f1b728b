import type { io } from '@perceptrons/tensor';

/** Whose names a file of weights has. */
export type SequencerFormat = 'timm' | 'original';

/** The authors number blocks and downsampling through `blocks.<stage>.<index>`, timm has `stages`. */
export function sequencerFormat(names: Iterable<string>): SequencerFormat {
  for (const name of names) if (/^blocks\.\d+\.\d+\./.test(name)) return 'original';
  return 'timm';
}

/**
 * Takes the tensors of a checkpoint out of the part that holds the model (`model.`, `state_dict.`), and removes the prefix
 * `module.` of models that were trained on several devices.
 */
export function withoutPrefixes(weights: ReadonlyMap<string, io.WeightArray>): Map<string, io.WeightArray> {
  let result = new Map(weights);
  for (const prefix of ['state_dict.', 'model.', 'module.']) {
    const inside = [...result].filter(([name]) => name.startsWith(prefix));
    if (inside.length > 0) result = new Map(inside.map(([name, weight]) => [name.slice(prefix.length), weight]));
  }
  return result;
}

/**
 * The name in timm of a tensor of the authors: the downsampling at the end of a stage belongs to the next one, and the head
 * has an inner layer `fc`.
 */
export function timmName(name: string): string {
  return name
    .replace(/^blocks\.(\d+)\.\d+\.down\./, (_, stage) => `stages.${Number(stage) + 1}.downsample.down.`)
    .replace(/^blocks\.(\d+)\.(\d+)\./, 'stages.$1.blocks.$2.')
    .replace(/^head\.(?!fc\.)/, 'head.fc.');
}
