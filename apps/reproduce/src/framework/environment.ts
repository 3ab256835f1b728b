import { createRequire } from 'node:module';
import os from 'node:os';
import type { InitReport } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

const requirePackage = createRequire(import.meta.url);

/** What may change speed and last digits of a run, for the record: backend, versions and machine. */
export function describeEnvironment(report: InitReport) {
  const cpus = os.cpus();
  return {
    backend: report.backend,
    simd: report.simd,
    kernels: report.kernels,
    memory: report.memory,
    threads: report.threads,
    adapter: report.adapter?.description ?? '',
    warnings: report.warnings,
    versions: {
      node: process.versions.node,
      tfjs: tf.version.tfjs,
      tensor: versionOf('@perceptrons/tensor'),
      layers: versionOf('@perceptrons/layers'),
      vision: versionOf('@perceptrons/vision'),
    },
    machine: {
      platform: `${process.platform} ${process.arch}`,
      processor: cpus[0]?.model ?? 'unknown',
      cores: cpus.length,
    },
  };
}

function versionOf(name: string): string {
  const { version }: { version: string } = requirePackage(`${name}/package.json`);
  return version;
}
