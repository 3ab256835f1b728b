// The order of test files: the longest begin first, so that none is left running alone at the end.
import { BaseSequencer } from 'vitest/node';

/**
 * Test files that take long, the longest first; paths from the root of the repository. A machine that has run the tests
 * before knows how long each took, a fresh clone does not.
 */
export const longest = [
  'packages/tensor/src/ops/ops.webgpu.test.ts',
  'packages/tensor/src/differential/differential.webgpu.test.ts',
  'packages/tensor/src/webgpu/ops.webgpu.test.ts',
  'packages/tensor/src/defects/defects.webgpu.test.ts',
  'packages/tensor/src/ops/recurrent/recurrent.webgpu.test.ts',
  'packages/graph/src/golden.webgpu.test.ts',
  'packages/vision/src/sequencer.webgpu.test.ts',
  'packages/vision/src/s32.webgpu.test.ts',
  'packages/layers/src/rnn2d.webgpu.test.ts',
  'packages/layers/src/training/train.webgpu.test.ts',
  'apps/benchmarks/src/cli.test.ts',
  'tooling/readme-examples/src/readme-examples.test.ts',
  'apps/reproduce/src/resume-after-kill.test.ts',
  'packages/vision/src/s32.slow.test.ts',
];

const projects = ['webgpu', 'node-tensor', 'node'];

/** Long files first, project by project: one process serves many files of a project. */
export class LongestFirst extends BaseSequencer {
  async sort(files) {
    const placeOf = ({ moduleId, project }) => {
      const place = longest.findIndex((file) => moduleId.replaceAll('\\', '/').endsWith(`/${file}`));
      return [projects.indexOf(project.name), place < 0 ? longest.length : place];
    };
    const sorted = await super.sort(files);
    return sorted
      .map((file) => ({ file, place: placeOf(file) }))
      .sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1])
      .map(({ file }) => file);
  }
}
