import { describe, expect, it } from 'vitest';
import { defaults } from '../../../settings/setting';
import { contestants } from '../models';
import { sequencerSettings } from '../settings';
import { blockLayers, buildModel, modelCost } from './models';

const base = defaults(sequencerSettings);
const announced = { pico: 30_000, nano: 110_000 };

describe('buildModel', () => {
  it.each(contestants.flatMap((name) => sequencerSettings.size.options.map((size) => [name, size.value] as const)))(
    'builds a %s in size %s with about as many weights as the page says',
    (name, size) => {
      const model = buildModel(name, { ...base, size }, 10);
      const { parameters } = modelCost(name, { ...base, size }, 10);
      expect(parameters).toBe(model.countParams());
      expect(parameters / announced[size]).toBeGreaterThan(0.9);
      expect(parameters / announced[size]).toBeLessThan(1.1);
      model.dispose();
    },
  );

  it('has the layers whose receptive field is shown, for every cell, axis and direction', () => {
    for (const { value: cell } of sequencerSettings.cell.options) {
      for (const { value: axes } of sequencerSettings.axes.options) {
        for (const { value: directions } of sequencerSettings.directions.options) {
          const model = buildModel('sequencer', { ...base, cell, axes, directions }, 10);
          for (const name of blockLayers) expect(model.getLayer(name).outputShape).toEqual([null, null, null, 28]);
          model.dispose();
        }
      }
    }
  });
});
