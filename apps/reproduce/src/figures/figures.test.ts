import { describe, expect, it } from 'vitest';
import { colours } from './colours';
import { curveFigure } from './curve-figure';
import { dotFigure } from './dot-figure';
import { filterFigure } from './filter-figure';
import { spreadLabels } from './svg-plot';

const curve = (name: string, role: 'ours' | 'baseline', shift: number) => ({
  name,
  role,
  points: [1, 2, 3].map((x) => ({ x, y: x + shift, low: x + shift - 0.5, high: x + shift + 0.5 })),
});

describe('curveFigure', () => {
  it('draws every curve with its colour, band and label, and names both axes', () => {
    const svg = curveFigure([curve('Mixer', 'ours', 1), curve('ViT', 'baseline', 0), curve('CNN', 'baseline', 0.1)], {
      xLabel: 'epoch',
      yLabel: 'accuracy (%)',
      wholeX: true,
    });
    expect(svg).toMatch(/^<svg[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    for (const text of ['Mixer', 'ViT', 'CNN', 'epoch', 'accuracy (%)', colours.ours, colours.baseline]) {
      expect(svg).toContain(text);
    }
    // The second baseline is told apart by its dash.
    expect(svg).toContain('stroke-dasharray="7 3"');
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('draws on a logarithmic axis', () => {
    const svg = curveFigure([curve('a', 'ours', 1)], { xLabel: 'step', yLabel: 'gap', logarithmic: true });
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});

describe('dotFigure', () => {
  it('draws interval, mean and every run', () => {
    const svg = dotFigure([{ name: 'Mixer', role: 'ours', values: [84, 85, 86], mean: 85, low: 82.5, high: 87.5 }], {
      xLabel: 'accuracy (%)',
    });
    expect(svg.match(/<circle/g)).toHaveLength(4);
    expect(svg).toContain('85.0');
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});

describe('filterFigure', () => {
  it('draws one square per number: blue below zero, orange above, white at zero', () => {
    const svg = filterFigure([{ values: [-2, 0, 1, 2], rows: 2, columns: 2 }]);
    expect(svg.match(/<rect/g)).toHaveLength(4);
    expect([...svg.matchAll(/fill="(#\w+)"/g)].map((match) => match[1])).toEqual([
      '#0072b2',
      '#ffffff',
      '#f3cf80',
      '#e69f00',
    ]);
  });
});

describe('spreadLabels', () => {
  it('keeps labels that have room and moves the others apart around their mean', () => {
    const at = (...places: number[]) => places.map((y, index) => ({ text: String(index), y }));
    expect(spreadLabels(at(1, 5, 9), 2)).toEqual([1, 5, 9]);
    expect(spreadLabels(at(5, 5), 2)).toEqual([4, 6]);
    expect(spreadLabels(at(5, 4, 5.5, 20), 3)).toEqual([
      expect.closeTo(4.8333, 3),
      expect.closeTo(1.8333, 3),
      expect.closeTo(7.8333, 3),
      20,
    ]);
  });
});
