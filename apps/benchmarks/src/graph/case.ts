// The cases of the graph benchmark as plain data: every contender, in whatever language, builds the same from them.
import type { WeightPlan } from '../networks/case';
import type { OpCase } from '../ops/case';

/** Sizes of a PPGN: MLPs of two layers, a linear end of each block, largest values as readout, one classifier per block. */
export interface PpgnShape {
  channels: number;
  width: number;
  blocks: number;
  classes: number;
}

/** One training step on `batch` graphs of `nodes` vertices. */
export interface StepCase {
  kind: 'step';
  name: string;
  shape: PpgnShape;
  nodes: number;
  batch: number;
}

/** Training steps over many graphs of unequal sizes. */
export interface EpochCase {
  kind: 'epoch';
  name: string;
  shape: PpgnShape;
  /** Vertices of every graph. */
  sizes: number[];
  batch: number;
  /** Batches of equal sizes, or padded to the largest graph: of all, of a batch at random, of a batch of similar sizes. */
  batching: 'equal' | 'all' | 'random' | 'similar';
}

export type GraphCase = StepCase | EpochCase;

export const MLP_DEPTH = 2;

const layer = (name: string, inputs: number, outputs: number, reach: number): WeightPlan[] => [
  { name: `${name}.kernel`, shape: [inputs, outputs], centre: 0, reach },
  { name: `${name}.bias`, shape: [outputs], centre: 0, reach: 0.05 },
];

/** Names of the dense maps of an MLP. */
export const mlpNames = (mlp: string): string[] => Array.from({ length: MLP_DEPTH }, (_, index) => `${mlp}.${index}`);

/**
 * Names and shapes of all weights, in the order of the forward pass. Factors shrink with the number of vertices, so that
 * products keep the size of what they are made of.
 */
export function weightPlan({ channels, width, blocks, classes }: PpgnShape, nodes: number): WeightPlan[] {
  return Array.from({ length: blocks }, (_, block) => {
    const name = `block${block}`;
    const inputs = block === 0 ? channels : width;
    const mlp = (which: string): WeightPlan[] =>
      mlpNames(`${name}.${which}`).flatMap((each, index) => {
        const from = index === 0 ? inputs : width;
        const last = index === MLP_DEPTH - 1;
        return layer(each, from, width, Math.sqrt(3 / from / (last ? Math.sqrt(nodes) : 1)));
      });
    return [
      ...mlp('mlp1'),
      ...mlp('mlp2'),
      ...layer(`${name}.skip`, inputs + width, width, Math.sqrt(3 / (inputs + width))),
      ...layer(`head${block}`, 2 * width, classes, Math.sqrt(3 / (2 * width))),
    ];
  }).flat();
}

/** Multiply-adds of all products in one forward pass over `batch` graphs: dense maps, and products of channels. */
export function multiplyAdds(
  { channels, width, blocks }: PpgnShape,
  nodes: number,
  batch: number,
): { dense: number; channelWise: number } {
  let dense = 0;
  for (let block = 0; block < blocks; block++) {
    const inputs = block === 0 ? channels : width;
    dense += batch * nodes ** 2 * (2 * (inputs + (MLP_DEPTH - 1) * width) * width + (inputs + width) * width);
  }
  return { dense, channelWise: blocks * batch * nodes ** 3 * width };
}

const shape: PpgnShape = { channels: 8, width: 64, blocks: 3, classes: 2 };

const step = (nodes: number, batch: number, of: PpgnShape = shape): StepCase => ({
  kind: 'step',
  name: `PPGN ${of.blocks} x ${of.width} training, n = ${nodes}, batch ${batch}`,
  shape: of,
  nodes,
  batch,
});

export const STEP_CASES: StepCase[] = [step(32, 16), step(100, 2)];

const productDense = (mode: OpCase['mode'], nodes: number, width: number): OpCase => ({
  name: `channel-wise product and dense map, ${mode}, n = ${nodes}, width ${width}`,
  op: 'productDense',
  mode,
  shapes: [[1, nodes, nodes, width], [1, nodes, nodes, width], [width, width], [width]],
});

/** The two operations that a PPGN is made of, on one graph. */
export const PRODUCT_CASES: OpCase[] = (
  [
    [18, 32],
    [32, 64],
    [64, 64],
    [128, 64],
  ] as const
).flatMap(([nodes, width]) => [productDense('forward', nodes, width), productDense('gradient', nodes, width)]);

/** A step with twice the vertices takes how much longer? */
export const GROWTH_CASES: StepCase[] = [25, 50, 100, 200].map((nodes) => step(nodes, 1));

/** Graphs by number of vertices: [vertices, graphs]. */
export const MUTAG_SIZES: ReadonlyArray<readonly [number, number]> = [
  [10, 2],
  [11, 14],
  [12, 13],
  [13, 17],
  [14, 7],
  [15, 7],
  [16, 16],
  [17, 18],
  [18, 4],
  [19, 16],
  [20, 14],
  [21, 8],
  [22, 15],
  [23, 18],
  [24, 4],
  [25, 6],
  [26, 5],
  [27, 1],
  [28, 3],
];

export const ENZYMES_SIZES: ReadonlyArray<readonly [number, number]> = [
  [2, 1],
  [3, 1],
  [4, 1],
  [5, 1],
  [6, 1],
  [7, 2],
  [8, 3],
  [9, 3],
  [10, 4],
  [11, 5],
  [12, 13],
  [13, 6],
  [14, 14],
  [15, 8],
  [16, 9],
  [17, 6],
  [18, 18],
  [19, 11],
  [20, 15],
  [21, 15],
  [22, 15],
  [23, 15],
  [24, 23],
  [25, 18],
  [26, 21],
  [27, 21],
  [28, 18],
  [29, 11],
  [30, 13],
  [31, 5],
  [32, 17],
  [33, 15],
  [34, 16],
  [35, 9],
  [36, 10],
  [37, 12],
  [38, 21],
  [39, 19],
  [40, 22],
  [41, 16],
  [42, 28],
  [43, 5],
  [44, 19],
  [45, 8],
  [46, 11],
  [47, 4],
  [48, 14],
  [49, 3],
  [50, 8],
  [51, 6],
  [52, 8],
  [54, 2],
  [55, 4],
  [56, 1],
  [57, 3],
  [58, 1],
  [59, 1],
  [60, 4],
  [62, 2],
  [64, 1],
  [66, 2],
  [67, 1],
  [74, 1],
  [84, 1],
  [88, 1],
  [90, 1],
  [96, 2],
  [100, 1],
  [122, 1],
  [124, 1],
  [126, 1],
];

/** Every `stride`-th graph of a collection, by size. */
export function sizesOf(counts: ReadonlyArray<readonly [number, number]>, stride = 1): number[] {
  const all = counts.flatMap(([nodes, graphs]) => new Array<number>(graphs).fill(nodes));
  return all.filter((_, index) => index % stride === stride - 1);
}

const slim: PpgnShape = { ...shape, width: 16 };

const epochs = (name: string, sizes: number[], batch: number, of: PpgnShape, all: boolean): EpochCase[] =>
  (['equal', 'similar', 'random', ...(all ? (['all'] as const) : [])] as const).map((batching) => ({
    kind: 'epoch',
    name,
    shape: of,
    sizes,
    batch,
    batching,
  }));

/** Each list: the same graphs in the ways of batching, the equal sizes first. */
export const EPOCH_CASES: EpochCase[][] = [
  epochs(`188 graphs of MUTAG's sizes, 3 x 16, batch 5`, sizesOf(MUTAG_SIZES), 5, slim, true),
  epochs(`188 graphs of MUTAG's sizes, 3 x 16, batch 32`, sizesOf(MUTAG_SIZES), 32, slim, true),
  epochs(`150 graphs of ENZYMES' sizes, 3 x 16, batch 5`, sizesOf(ENZYMES_SIZES, 4), 5, slim, false),
  epochs(`150 graphs of ENZYMES' sizes, 3 x 16, batch 32`, sizesOf(ENZYMES_SIZES, 4), 32, slim, false),
];

const tiny: PpgnShape = { channels: 3, width: 6, blocks: 2, classes: 3 };

export const QUICK_STEP_CASES: StepCase[] = [{ ...step(5, 2, tiny), name: 'tiny PPGN' }];
export const QUICK_PRODUCT_CASES: OpCase[] = [productDense('gradient', 5, 6)];
export const QUICK_GROWTH_CASES: StepCase[] = [4, 8].map((nodes) => step(nodes, 1, tiny));
export const QUICK_EPOCH_CASES: EpochCase[][] = [
  epochs('tiny graphs of unequal sizes', [3, 5, 3, 4, 5], 2, tiny, true),
];

/** Weisfeiler-Leman tests; `graph/oracle.ts` makes the pairs. */
export const ORACLE_NAME = '1-WL on 29 pairs of regular graphs of 10 to 41 vertices';
export const QUICK_ORACLE_NAME = '1-WL on 2 pairs of cycles';
