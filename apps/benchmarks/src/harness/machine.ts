import { createRequire } from 'node:module';
import os from 'node:os';

/** What a figure needs beside it to be read. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  platform: string;
  node: string;
  tfjs: string;
  /** Load of the last minute when the benchmark began; above about 0.5 other programs took part of the machine. */
  load: number;
}

/** Describes the machine that the benchmark runs on. */
export function describeMachine(): Machine {
  const cpus = os.cpus();
  const { version } = createRequire(import.meta.url)('@tensorflow/tfjs/package.json') as { version: string };
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.platform()} ${os.arch()}`,
    node: process.version,
    tfjs: version,
    load: Math.round(os.loadavg()[0] * 100) / 100,
  };
}
