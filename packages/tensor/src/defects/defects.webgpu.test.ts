// The programs of the page on WebGPU: on the stock backend they print what the page says, after init what is right. Where
// stock is right the programs run only to write the page: a software adapter is slow, and other suites cover those kernels.
import { describeWebgpu } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../index';
import { loadDawn, publishGpu } from '../init/node-gpu';
import { programs } from './programs';
import { recorded, recording, writeRecord } from './records';
import { runAll, runSnippet, sameOutput } from './run-snippet';
import { webgpuDefects } from './webgpu';

const said = recorded('webgpu');
const wrong = programs.filter(({ code, right }) => said[code] !== undefined && !sameOutput(said[code], right));
const ofWebgpu = new Set(webgpuDefects.flatMap(({ snippets }) => snippets.map(({ code }) => code)));

describeWebgpu('programs of the page on webgpu', () => {
  beforeAll(async () => {
    const gpu = await loadDawn();
    if (typeof gpu === 'string') throw new Error(gpu);
    publishGpu(gpu);
    await import('@tensorflow/tfjs-backend-webgpu');
    await tf.setBackend('webgpu');
    if (recording) writeRecord('webgpu', await runAll('webgpu'));
  });

  it('are all recorded', () => {
    const expected = programs.filter(({ notRun }) => notRun?.webgpu === undefined).map(({ code }) => code);
    expect(Object.keys(recorded('webgpu'))).toEqual(expected);
  });

  it.each(wrong)('$name prints on stock what the page says', async ({ code }) => {
    const printed = await runSnippet(code);
    expect(sameOutput(printed, said[code]), `${printed}\ninstead of\n${said[code]}`).toBe(true);
  });

  describe('after init', () => {
    beforeAll(async () => {
      await init({ backend: 'webgpu' });
    });
    afterAll(() => restore());

    it.each(wrong.filter(({ code }) => ofWebgpu.has(code)))('$name prints what is right', async ({ code, right }) => {
      const printed = await runSnippet(code);
      expect(sameOutput(printed, right), `${printed}\ninstead of\n${right}`).toBe(true);
    });
  });
});
