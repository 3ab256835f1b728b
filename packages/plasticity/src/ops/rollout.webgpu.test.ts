import { describeWebgpu } from '@perceptrons/vitest-config';
import { describeRollout } from './__fixtures__/rollout-suite';

describeWebgpu('plasticityRollout on WebGPU', () => describeRollout('webgpu'));
