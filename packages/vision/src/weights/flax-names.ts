// Flax checkpoints of the Mixer exist in four spellings. They are brought to the one of the present Flax module.
import type { io } from '@perceptrons/tensor';
import type { PlannedWeight } from './weight-plan';

type Weights = Map<string, io.WeightArray>;

/** Name of a planned Mixer weight in a Flax file, from its timm name. */
export function flaxName({ timm }: PlannedWeight): string {
  const isScale = /norm\d?\.weight$/.test(timm);
  return timm
    .replace(/^stem\.proj\./, 'stem/')
    .replace(/^norm\./, 'pre_head_layer_norm/')
    .replace(/^head\./, 'head/')
    .replace(/^blocks\.(\d+)\./, 'MixerBlock_$1/')
    .replace(/norm([12])\./, (_, number) => `LayerNorm_${number - 1}/`)
    .replace(/mlp_tokens\./, 'token_mixing/')
    .replace(/mlp_channels\./, 'channel_mixing/')
    .replace(/fc([12])\./, (_, number) => `Dense_${number - 1}/`)
    .replace(/weight$/, isScale ? 'scale' : 'kernel');
}

/**
 * Brings the names of a Flax file to the present ones:
 * - a training checkpoint keeps its weights under `params/` or `opt/target/`;
 * - before Linen, counters ran over all sub-modules (`LayerNorm_0`, `LayerNorm_2`): they are renumbered per class;
 * - big_vision once called the stem `embedding` and the blocks `Mixer/encoderblock_0`, with `kernel1`, `bias1`;
 * - Scenic has `embedding`, `mixerblock_0`, `pre_logits_norm`, `output_projection`.
 */
export function presentFlaxNames(weights: ReadonlyMap<string, io.WeightArray>): Weights {
  const bare: Weights = new Map(
    [...withoutPrefix(weights)].map(([name, weight]) => [name.replace(/\.npy$/, ''), weight]),
  );
  const result: Weights = new Map();
  const counters = renumbered([...bare.keys()]);
  for (const [name, weight] of bare) {
    const [present, squeeze] = presentName(counters.get(name)!);
    result.set(present, squeeze ? withoutUnitAxes(weight) : weight);
  }
  return result;
}

function withoutPrefix(weights: ReadonlyMap<string, io.WeightArray>): Weights {
  for (const prefix of ['params/', 'opt/target/']) {
    const inside = [...weights].filter(([name]) => name.startsWith(prefix));
    if (inside.length > 0) return new Map(inside.map(([name, weight]) => [name.slice(prefix.length), weight]));
  }
  return new Map(weights);
}

/** Numbers `Class_n` siblings from 0 without gaps, class by class, in the order of their numbers. */
function renumbered(names: string[]): Map<string, string> {
  const counted = new Map<string, Map<string, number[]>>();
  const everyPart = (name: string, visit: (parent: string, part: RegExpExecArray, index: number) => void) =>
    name.split('/').forEach((part, index, parts) => {
      const match = /^(.*)_(\d+)$/.exec(part);
      if (match) visit(parts.slice(0, index).join('/'), match, index);
    });
  for (const name of names) {
    everyPart(name, (parent, [, stem, number]) => {
      const classes = counted.get(parent) ?? new Map<string, number[]>();
      counted.set(parent, classes.set(stem, [...(classes.get(stem) ?? []), Number(number)]));
    });
  }
  const rank = (parent: string, stem: string, number: number) =>
    [...new Set(counted.get(parent)!.get(stem)!)].sort((left, right) => left - right).indexOf(number);
  return new Map(
    names.map((name) => {
      const parts = name.split('/');
      everyPart(name, (parent, [, stem, number], index) => {
        parts[index] = `${stem}_${rank(parent, stem, Number(number))}`;
      });
      return [name, parts.join('/')];
    }),
  );
}

const legacyMlp = /(token|channel)_mixing_phase_0\/(kernel|bias)([12])$/;

function presentName(name: string): [name: string, squeeze: boolean] {
  const present = name
    .replace(/^embedding\//, 'stem/')
    .replace(/^(Mixer\/encoder_norm|pre_logits_norm)\//, 'pre_head_layer_norm/')
    .replace(/^output_projection\//, 'head/')
    .replace(/^(Mixer\/encoderblock|mixerblock)_/, 'MixerBlock_')
    .replace(legacyMlp, (_, axis, kind, number) => `${axis}_mixing/Dense_${number - 1}/${kind}`);
  return [present, legacyMlp.test(name)];
}

function withoutUnitAxes(weight: io.WeightArray): io.WeightArray {
  return { ...weight, shape: weight.shape.filter((size) => size !== 1) } as io.WeightArray;
}
