import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'vite';

/**
 * Writes `sw.js` beside the built page: the service worker in `src/shell/offline/` with the list of all built files
 * and a version that changes when any of them changes.
 */
export function offlineWorker(): Plugin {
  let root = '';
  return {
    name: 'offline-worker',
    apply: 'build',
    configResolved: (config) => {
      root = config.root;
    },
    async generateBundle(_, bundle) {
      const fixed = ['theme.js', 'icon.svg', 'app.webmanifest'];
      const version = createHash('sha256');
      for (const file of fixed) version.update(await readFile(path.join(root, 'public', file)));
      const built = Object.keys(bundle)
        .filter((file) => !file.endsWith('.map') && file !== 'index.html')
        .sort();
      for (const file of Object.keys(bundle).sort()) {
        const item = bundle[file];
        version.update(file).update(item.type === 'chunk' ? item.code : item.source);
      }
      const source = await readFile(path.join(root, 'src/shell/offline/service-worker.js'), 'utf8');
      const files = ['/', ...fixed.map((file) => `/${file}`), ...built.map((file) => `/${file}`)];
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: `const version = '${version.digest('hex').slice(0, 16)}';\nconst files = ${JSON.stringify(files)};\n${source}`,
      });
    },
  };
}
