import { afterEach, describe, expect, it } from 'vitest';
import { defaults } from '../../../settings/setting';
import { type MixerSettings, mixerSettings } from '../settings';
import { mixerBlocks } from './evaluate';
import { buildModel, parameterCount } from './models';

const base = defaults(mixerSettings) as MixerSettings;
const announced = { pico: 15_000, nano: 110_000, micro: 420_000 };

describe('buildModel', () => {
  let dispose = () => {};
  afterEach(() => dispose());

  it.each(
    mixerSettings.model.options.flatMap((model) =>
      mixerSettings.size.options.map((size) => [model.value, size.value] as const),
    ),
  )('builds %s in size %s with about as many weights as the page says', (model, size) => {
    const built = buildModel({ ...base, model, size }, 10);
    dispose = () => built.dispose();
    const ratio = parameterCount(built) / announced[size];
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
    expect(mixerBlocks(built) > 0).toBe(model === 'mixer');
  });
});
