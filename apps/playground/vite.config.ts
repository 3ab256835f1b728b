import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { offlineWorker } from './build/offline-worker';
import { plainPage, plainWorker } from './build/plain-page';
import { slimPlot } from './build/slim-plot';
import { isolationHeaders, securityHeaders } from './server/headers.mjs';

/** Libraries that every page needs: they arrive once, with the shell. */
const vendor = /node_modules\/(react|react-dom|scheduler|comlink|d3-(?!force|quadtree)[a-z-]+|internmap|isoformat)\//;

/** Needed by the page of graphs alone. */
const layout = /node_modules\/d3-(force|quadtree)\//;

/** Small parts of every page: they take less room together. */
const parts = /playground\/src\/(figures\/figure-frame|export|settings|text|files)[/.]/;

export default defineConfig({
  resolve: { conditions: ['@perceptrons/source', ...defaultClientConditions] },
  plugins: [react(), slimPlot(), plainPage(), offlineWorker()],
  server: { headers: isolationHeaders },
  preview: { headers: securityHeaders },
  worker: { format: 'es', plugins: () => [plainWorker(/oracle\.worker\.ts$/)] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rollupOptions: {
      output: {
        manualChunks: (id) => {
          if (vendor.test(id)) return 'vendor';
          if (layout.test(id)) return 'layout';
          if (parts.test(id)) return 'parts';
          return id.includes('@observablehq/plot') ? 'plot' : undefined;
        },
      },
    },
  },
});
