// A Sequencer2D as a walk over its parts, for contenders that bring the parts: the structure stands here once.
import { gridSides, type SequencerShape } from './case';

/** What a contender knows of a model; `T` are its tensors. Names are those of the weights. */
export interface Parts<T> {
  /** Square patches of an image of `side` pixels a side, as channels. */
  patches(x: T, side: number, patch: number, name: string): T;
  norm(x: T, name: string): T;
  /** All four chains, [batch, side, side, 4 units]. */
  chains(x: T, side: number, units: number, name: string): T;
  dense(x: T, name: string): T;
  gelu(x: T): T;
  add(x: T, y: T): T;
  /** Mean over all pixels. */
  mean(x: T): T;
}

/** Images to logits. */
export function walkModel<T>(shape: SequencerShape, images: T, parts: Parts<T>): T {
  const sides = gridSides(shape);
  let x = images;
  shape.stages.forEach(({ patch, hidden, blocks }, index) => {
    x = parts.patches(x, index === 0 ? shape.imageSize : sides[index - 1], patch, `stages.${index}.patches`);
    for (let place = 0; place < blocks; place++) {
      const name = `stages.${index}.blocks.${place}`;
      const mixed = parts.chains(parts.norm(x, `${name}.norm1`), sides[index], hidden, `${name}.rnn`);
      x = parts.add(x, parts.dense(mixed, `${name}.fc`));
      const inner = parts.gelu(parts.dense(parts.norm(x, `${name}.norm2`), `${name}.mlp1`));
      x = parts.add(x, parts.dense(inner, `${name}.mlp2`));
    }
  });
  return parts.dense(parts.mean(parts.norm(x, 'norm')), 'head');
}
