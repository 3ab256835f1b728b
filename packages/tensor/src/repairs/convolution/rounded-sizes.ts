// Sizes of outputs that follow neither from the windows nor from the border: `dimRoundingMode` rounds them up, and with
// one number for the border TensorFlow.js takes the height of a window for its width. Stock kernels and gradients that
// work out the sizes themselves then leave values unwritten or write beyond the output. The same sizes come out when the
// border at the end is made as wide as the windows need it, so that is how such calls are put.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../../backends/wasm-heap';
import type { StockCall, StockKernel } from '../repair';
import { runKernel } from '../run-kernel';

/** Attributes of windows that slide over two axes. */
export interface WindowAttributes {
  strides: number | [number, number];
  pad: number | 'same' | 'valid' | number[][];
  dataFormat?: 'NHWC' | 'NCHW';
  dilations?: number | [number, number];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Pairs = [[number, number], [number, number], [number, number], [number, number]];

/** True when windows that fit into the image with its border give the size of the output. */
function fits(info: tf.backend_util.Conv2DInfo): boolean {
  const { top, bottom, left, right } = info.padInfo;
  const rows = info.inHeight + top + bottom - info.effectiveFilterHeight;
  const columns = info.inWidth + left + right - info.effectiveFilterWidth;
  return (
    Math.floor(rows / info.strideHeight) + 1 === info.outHeight &&
    Math.floor(columns / info.strideWidth) + 1 === info.outWidth
  );
}

/**
 * The attributes with an explicit border, where sizes do not follow from the one given. The border at the end is negative
 * where the windows stop before the end of the image.
 */
export function withExactBorder<Attributes extends WindowAttributes>(
  attributes: Attributes,
  info: tf.backend_util.Conv2DInfo,
): Attributes {
  const { dimRoundingMode: _, ...rest } = attributes;
  if (fits(info)) return rest as Attributes;
  const { top, left } = info.padInfo;
  const bottom = (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight - info.inHeight - top;
  const right = (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth - info.inWidth - left;
  const [rows, columns]: [number, number][] = [
    [top, bottom],
    [left, right],
  ];
  const pad: Pairs =
    attributes.dataFormat === 'NCHW' ? [[0, 0], [0, 0], rows, columns] : [[0, 0], rows, columns, [0, 0]];
  return { ...(rest as Attributes), pad };
}

/** Runs a stock kernel on [batch, height, width, channels], without the part of the image that no window reaches. */
export function withFittingImage(
  call: StockCall,
  attributes: WindowAttributes,
  heap: WasmHeap,
  stock: StockKernel,
): tf.TensorInfo {
  const pad = Array.isArray(attributes.pad)
    ? attributes.pad.map(([before, after]) => [before, Math.max(0, after)])
    : [];
  const attrs = { ...call.attrs, ...attributes } as unknown as tf.NamedAttrMap;
  if (!Array.isArray(attributes.pad)) return stock({ ...call, attrs }) as tf.TensorInfo;
  const size = call.inputs.x.shape.map((length, axis) => length + Math.min(0, (attributes.pad as number[][])[axis][1]));
  const x = runKernel('Slice', { x: call.inputs.x }, { begin: [0, 0, 0, 0], size }, call);
  const y = stock({
    ...call,
    inputs: { ...call.inputs, x },
    attrs: { ...attrs, pad, dimRoundingMode: undefined as never },
  });
  heap.release(x);
  return y as tf.TensorInfo;
}

/** Sizes of a convolution. */
export function convolutionInfo(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dataFormat = 'NHWC', dilations = 1, dimRoundingMode }: WindowAttributes,
  depthwise: boolean,
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad as 'same',
    dimRoundingMode,
    depthwise,
    tf.backend_util.convertConv2DDataFormat(dataFormat),
  );
}

/** Sizes of a pooling. */
export function poolInfo(
  inputShape: number[],
  { filterSize, strides, pad, dimRoundingMode }: WindowAttributes & { filterSize: number | [number, number] },
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computePool2DInfo(
    inputShape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad as 'same',
    dimRoundingMode,
  );
}
