import { describe, expect, it } from 'vitest';
import { relativeDifference } from '../harness/measure';
import { multiplyAdds, QUICK_SEQUENCER_CASES, SEQUENCER_CASES, small, weightPlan } from './case';
import { onnxSequencer } from './onnx-runtime';
import { composedSequencer, oursSequencer } from './ours';
import { stockLayersSequencer } from './stock-layers';
import { stockOpsSequencer } from './stock-ops';

/** Float32 through a few products. */
const TOLERANCE = 1e-4;

describe.each(QUICK_SEQUENCER_CASES)('$name', (task) => {
  it('is the same for all contenders', async () => {
    const ours = (await (await oursSequencer(task, 'wasm')).check()).outputs!;
    expect(Math.max(...ours.map(Math.abs))).toBeGreaterThan(0.05);
    const peers = [stockLayersSequencer(task), stockOpsSequencer(task)];
    if (task.kind === 'bilstm2d') peers.push(await composedSequencer(task, 'wasm'));
    if (task.mode === 'forward') peers.push(await onnxSequencer(task));
    for (const peer of peers) {
      expect(relativeDifference(ours, (await peer.check()).outputs!)).toBeLessThan(TOLERANCE);
    }
  });
});

describe('the cases', () => {
  it('have the sizes of Sequencer2D-S', () => {
    const model = { name: 'S', kind: 'model', mode: 'forward', batch: 1, shape: small } as const;
    const size = weightPlan(model).reduce(
      (sum, { shape }) => sum + shape.reduce((product, each) => product * each, 1),
      0,
    );
    // With one bias a direction; the products of 8.334 G multiply-adds.
    expect(size).toBe(27_627_112);
    expect(multiplyAdds(model) / 1e9).toBeCloseTo(8.334, 3);
  });

  it('have names of their own', () => {
    const names = [...SEQUENCER_CASES, ...QUICK_SEQUENCER_CASES].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
