// The page's own code in Node, for scripts that record what it computes.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const conditions = ['@perceptrons/source', 'node', 'import', 'default'];

/** Loads a module of the playground, given by its path from the root of the app, and hands it to `use`. */
export async function withPageCode(module, use) {
  const vite = await createServer({
    root,
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    server: { middlewareMode: true, hmr: false, ws: false },
    resolve: { conditions },
    ssr: {
      resolve: { conditions, externalConditions: ['node'] },
      noExternal: [/^@perceptrons\//],
      external: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
    },
  });
  try {
    await use(await vite.ssrLoadModule(module));
  } finally {
    await vite.close();
  }
}
