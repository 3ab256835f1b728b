import * as tf from '@tensorflow/tfjs';

/**
 * Brings maps to [0, 1], least to 0 and greatest to 1.
 *
 * @param scale `joint`: least and greatest of all maps; `each`: of every map by itself; `none`: the maps stay.
 * @returns New tensors. A map of equal numbers becomes 0.
 */
export function scaleMaps(maps: readonly tf.Tensor2D[], scale: 'joint' | 'each' | 'none'): tf.Tensor2D[] {
  if (scale === 'none' || maps.length === 0) return [...maps];
  const extremes = (of: 'min' | 'max') => maps.map((map) => map[of]());
  const [least, greatest] = [extremes('min'), extremes('max')];
  const jointLeast = tf.stack(least).min();
  const jointGreatest = tf.stack(greatest).max();
  return maps.map((map, i) => {
    const low = scale === 'joint' ? jointLeast : least[i];
    const high = scale === 'joint' ? jointGreatest : greatest[i];
    return tf.divNoNan(map.sub(low), high.sub(low)) as tf.Tensor2D;
  });
}
