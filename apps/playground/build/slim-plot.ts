import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/**
 * Parts of d3 that Plot imports but no figure here draws with, and parts of Plot itself. They are replaced by functions
 * that throw, which takes about 30 kB (gzipped) off the first load.
 */
const leftOut: Record<string, string> = {
  'd3-geo': 'Map projections',
  'd3-scale-chromatic': 'Named colour schemes',
  'd3-time-format': 'Axes of dates',
};
/** Modules that plot.js imports, with the names it takes from them. Figures here have direct labels and no tips. */
const partsOfPlot: Record<string, string[]> = {
  './legends.js': ['exposeLegends'],
  './marks/tip.js': ['tip'],
  './interactions/pointer.js': ['pointer', 'pointerX', 'pointerY'],
};
/** Called by Plot for every plot, or while it loads, though nothing here uses what they return. */
const calledForNothing = new Set(['geoTransform', 'exposeLegends']);
const prefix = '\0slim-plot:';

/** The names that a d3 module offers, read from its index file (`export {default as geoArea} from "./area.js";`). */
export function exportedNames(index: string): string[] {
  const names: string[] = [];
  for (const [, list] of index.matchAll(/export\s*\{([^}]*)\}/g)) {
    for (const entry of list.split(',')) {
      const name = entry
        .trim()
        .split(/\s+as\s+/)
        .at(-1);
      if (name) names.push(name);
    }
  }
  return names;
}

/** A module whose functions all throw and say how to get the real ones back. */
function throwing(what: string, names: readonly string[]): string {
  const message = `${what} is left out of the playground. Change build/slim-plot.ts to use it.`;
  const missing = `const missing = () => { throw new Error(${JSON.stringify(message)}); };`;
  const unused = 'const unused = () => ({});';
  const exported = names.map((name) => `export { ${calledForNothing.has(name) ? 'unused' : 'missing'} as ${name} };`);
  return [missing, unused, ...exported].join('\n');
}

/** Leaves the parts named above out of the bundle. */
export function slimPlot(): Plugin {
  return {
    name: 'slim-plot',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (source in partsOfPlot && importer?.endsWith('/plot/src/plot.js')) return prefix + source;
      if (!(source in leftOut)) return undefined;
      const real = await this.resolve(source, importer, { skipSelf: true });
      return real ? `${prefix}${source}\0${real.id}` : undefined;
    },
    async load(id) {
      if (!id.startsWith(prefix)) return undefined;
      const [source, file] = id.slice(prefix.length).split('\0');
      if (file !== undefined) return throwing(leftOut[source], exportedNames(await readFile(file, 'utf8')));
      // A plot without a legend asks for the list of its legends all the same.
      const code = throwing(`${source} of Plot`, partsOfPlot[source]);
      return source === './legends.js' ? `${code}\nexport const createLegends = () => [];` : code;
    },
  };
}
