import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { offlineWorker } from './build/offline-worker';
import { slimPlot } from './build/slim-plot';
import { isolationHeaders, securityHeaders } from './server/headers.mjs';

/** Libraries that every page needs: they arrive once, with the shell. */
const vendor = /node_modules\/(react|react-dom|scheduler|comlink|d3-[a-z-]+|internmap|isoformat)\//;

export default defineConfig({
  resolve: { conditions: ['@perceptrons/source', ...defaultClientConditions] },
  plugins: [react(), slimPlot(), offlineWorker()],
  server: { headers: isolationHeaders },
  preview: { headers: securityHeaders },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rollupOptions: {
      output: {
        manualChunks: (id) => {
          if (vendor.test(id)) return 'vendor';
          return id.includes('@observablehq/plot') ? 'plot' : undefined;
        },
      },
    },
  },
});
