import { describe, expect, it } from 'vitest';
import { choice, defaults, number, problemWith, text } from './setting';
import { queryFromSettings, settingsFromQuery } from './url-settings';

const table = {
  data: choice({
    label: 'Data',
    default: 'fashion',
    options: [
      { value: 'fashion', label: 'Fashion' },
      { value: 'mnist', label: 'MNIST' },
    ],
  }),
  epochs: number({ label: 'Epochs', default: 8, minimum: 1, maximum: 30, step: 1 }),
  rate: number({ label: 'Rate', default: 0.002, minimum: 0, maximum: 1, step: 0.0001 }),
};

describe('settings in the address', () => {
  it('come back as they were written', () => {
    const values = { data: 'mnist' as const, epochs: 12, rate: 0.0005 };
    const query = queryFromSettings(table, values);
    expect(query).toBe('?data=mnist&epochs=12&rate=0.0005');
    expect(settingsFromQuery(table, query)).toEqual(values);
  });

  it('leave the defaults out and keep parameters of others', () => {
    expect(queryFromSettings(table, defaults(table))).toBe('');
    expect(queryFromSettings(table, { ...defaults(table), epochs: 3 }, '?backend=wasm&epochs=9')).toBe(
      '?backend=wasm&epochs=3',
    );
  });

  it.each(['?data=cifar', '?epochs=0', '?epochs=2.5', '?epochs=', '?epochs=many', '?rate=2', '?other=1'])(
    'use the default where the address is unusable: %s',
    (query) => {
      expect(settingsFromQuery(table, query)).toEqual(defaults(table));
    },
  );

  it('carry texts, cut at their longest', () => {
    const own = { rule: text({ label: 'Rule', default: 'x r', maximum: 12 }) };
    const query = queryFromSettings(own, { rule: 'x r - 0.05 w' });
    expect(query).toBe('?rule=x+r+-+0.05+w');
    expect(settingsFromQuery(own, query)).toEqual({ rule: 'x r - 0.05 w' });
    expect(settingsFromQuery(own, '?rule=x+r+-+0.05+w+and+more')).toEqual({ rule: 'x r - 0.05 w' });
    expect(settingsFromQuery(own, '?rule=+')).toEqual({ rule: 'x r' });
  });

  it('say what a number may be', () => {
    expect(problemWith(table.epochs, 31)).toBe('Takes 1 to 30.');
    expect(problemWith(table.epochs, 1.5)).toBe('Takes whole numbers.');
    expect(problemWith(table.rate, 0.25)).toBeUndefined();
  });
});
