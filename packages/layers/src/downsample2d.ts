import { type PatchEmbedding, type PatchEmbeddingArgs, patchEmbedding } from './patch-embedding';

/** Arguments of `downsample2d`. */
export interface Downsample2dArgs extends Omit<PatchEmbeddingArgs, 'embedDim' | 'flatten'> {
  /** Channels of the output. */
  dim: number;
}

/**
 * Makes each patch of a grid one cell: a convolution with kernel and stride `patchSize`, between two stages of a model.
 * A patch size of 1 changes the channels alone.
 *
 * Input [batch, height, width, channels]; output [batch, height / patch, width / patch, dim]; height and width may be unknown.
 * The layer is a `PatchEmbedding` with `flatten: false`, and so are its weights, `kernel` [patch patch channels, dim] and `bias`
 * [dim], and its errors: ShapeError `layers/image-size` for a side that is no multiple of the patch, unless `onMismatch` says
 * what to do.
 */
export function downsample2d({ dim, ...args }: Downsample2dArgs): PatchEmbedding {
  return patchEmbedding({ ...args, embedDim: dim, flatten: false });
}
