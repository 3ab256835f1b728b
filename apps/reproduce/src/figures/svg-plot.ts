import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { colours } from './colours';

/**
 * Draws an Observable Plot outside a browser.
 *
 * @returns a complete `<svg>` element with its own background, fit for a file and for a page in light or dark.
 */
export function svgPlot(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const drawn = Plot.plot({
    ...options,
    figure: false,
    document: document as unknown as Document,
    style: {
      background: colours.paper,
      color: colours.ink,
      fontFamily: 'system-ui, sans-serif',
      fontSize: '13px',
      fontVariant: 'tabular-nums',
    },
  });
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return drawn.outerHTML;
}

/** A label beside the last point of a line. */
export interface EndLabel {
  text: string;
  y: number;
}

/**
 * Moves labels apart so that they do not overlap, each as little as the order allows.
 *
 * @param labels wanted heights in the units of the axis.
 * @param gap least distance between neighbours, in the same units.
 * @returns a height for every label, in the order given.
 */
export function spreadLabels(labels: readonly EndLabel[], gap: number): number[] {
  const order = labels.map((_, index) => index).sort((a, b) => labels[a].y - labels[b].y);
  // Groups of touching labels, each centred on the mean of what its members want.
  const groups: Array<{ members: number[]; centre: number }> = [];
  for (const index of order) {
    groups.push({ members: [index], centre: labels[index].y });
    while (groups.length > 1) {
      const [below, above] = groups.slice(-2);
      const reach = ((below.members.length + above.members.length) / 2) * gap;
      if (above.centre - below.centre >= reach) break;
      const members = [...below.members, ...above.members];
      const centre = members.reduce((sum, member) => sum + labels[member].y, 0) / members.length;
      groups.splice(-2, 2, { members, centre });
    }
  }
  const result = new Array<number>(labels.length);
  for (const { members, centre } of groups) {
    members.forEach((member, position) => {
      result[member] = centre + (position - (members.length - 1) / 2) * gap;
    });
  }
  return result;
}
