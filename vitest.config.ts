import { availableParallelism } from 'node:os';
import { LongestFirst } from '@perceptrons/vitest-config/longest-first';
import { defineConfig } from 'vitest/config';

// Packages are tested from their sources: the condition makes `@perceptrons/*` resolve to src, so no build is needed.
const conditions = ['@perceptrons/source'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};
const exclude = ['**/node_modules/**', '**/dist/**'];
const onDevices = ['**/*.webgpu.test.ts', '**/*.browser.test.ts'];
const inNode = {
  pool: 'forks',
  testTimeout: 60_000,
  hookTimeout: 60_000,
  env: { PERCEPTRONS_BACKENDS: 'cpu,wasm' },
} as const;

export default defineConfig({
  test: {
    // One worker per core; the default leaves one core out, which on two cores is half of the machine.
    maxWorkers: availableParallelism(),
    // With --sequence.shuffle the order is drawn.
    sequence: process.argv.some((given) => given.startsWith('--sequence.shuffle')) ? {} : { sequencer: LongestFirst },
    projects: [
      {
        ...shared,
        test: {
          ...inNode,
          name: 'node',
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.tsx',
            'tooling/**/*.test.ts',
          ],
          exclude: [...exclude, ...onDevices, 'packages/tensor/**'],
          // One process serves many files: loading TensorFlow.js takes longer than most of them.
          isolate: false,
        },
      },
      {
        ...shared,
        test: {
          ...inNode,
          name: 'node-tensor',
          include: ['packages/tensor/src/**/*.test.ts'],
          // A process for each file: these change the kernels and backends of TensorFlow.js itself.
          exclude: [...exclude, ...onDevices],
        },
      },
      {
        ...shared,
        test: {
          name: 'webgpu',
          include: ['packages/*/src/**/*.webgpu.test.ts'],
          globalSetup: ['@perceptrons/vitest-config/webgpu-setup'],
          setupFiles: ['@perceptrons/vitest-config/dawn-setup'],
          exclude,
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 60_000,
          env: { PERCEPTRONS_BACKENDS: 'webgpu' },
        },
      },
      {
        ...shared,
        test: {
          name: 'browser',
          include: ['apps/*/src/**/*.browser.test.ts', 'packages/*/src/**/*.browser.test.ts'],
          exclude,
          pool: 'forks',
          fileParallelism: false,
          // Pages that one file opens at once.
          maxConcurrency: availableParallelism(),
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
