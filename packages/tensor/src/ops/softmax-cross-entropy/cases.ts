import { awkwardSizes, type OpCase, type OpCases, zeros } from '../../testing/op-cases';
import { logSoftmaxRows } from '../log-softmax/cases';
import type { SoftmaxCrossEntropyAttributes } from './reference';

function one(
  rows: number,
  classes: number,
  labelSmoothing: number,
  sparse: boolean,
  nested = false,
): OpCase<SoftmaxCrossEntropyAttributes> {
  return {
    shapes: { logits: [rows, classes], labels: sparse ? [rows] : [rows, classes] },
    attributes: { labelSmoothing },
    integers: sparse ? ['labels'] : [],
    nested,
  };
}

export const softmaxCrossEntropyCases: OpCases<SoftmaxCrossEntropyAttributes> = {
  op: 'SoftmaxCrossEntropy',
  differentiable: ['logits'],
  cases: [
    one(3, 4, 0, false, true),
    ...awkwardSizes.map((size, index) => one(1 + (index % 4), size, index % 3 === 0 ? 0.1 : 0, index % 2 === 0)),
    one(3, 4, 0.2, true, true),
    one(2, 300, 0.1, true),
    one(0, 3, 0, false),
    one(0, 3, 0, true),
  ],
  fill(input, normal, { logits }) {
    if (input === 'logits') return normal.map((value) => 3 * value + 5);
    const [rows, classes] = logits.shape;
    if (normal.length !== rows) return normal.map(Math.abs);
    // Every fifth row has a class that does not exist.
    return normal.map((value, row) => (row % 5 === 2 ? -1 : Math.floor(Math.abs(value) * 100) % classes));
  },
  oracle({ logits, labels }, { labelSmoothing }) {
    const [rows, classes] = logits.shape;
    const loss = zeros([rows]);
    const logs = logSoftmaxRows(logits.values, classes);
    const sparse = labels.dtype === 'int32';
    for (let row = 0; row < rows; row++) {
      const label = labels.values[row];
      if (sparse && (label < 0 || label >= classes)) continue;
      for (let c = 0; c < classes; c++) {
        const target = sparse ? Number(c === label) : labels.values[row * classes + c];
        loss.values[row] -= (target * (1 - labelSmoothing) + labelSmoothing / classes) * logs[row * classes + c];
      }
    }
    return [loss];
  },
};
