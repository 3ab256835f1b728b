// A graphics device may go away: the driver restarts, the page takes too much memory, somebody destroys it. WebGPU then
// computes nothing and reports nothing, so every later result would be zeros. The backend says so instead.
import { BackendError } from '../errors/perceptrons-error';
import type { DeviceLike } from './webgpu-device';

/** The methods of the WebGPU backend that need its device. */
const deviceMethods = ['runWebGPUProgram', 'read', 'readSync', 'readToGPU', 'uploadToGPU'] as const;

/**
 * Makes every later op of a backend throw once its device is lost.
 *
 * @param onLoss Called when the device is lost.
 */
export function watchDevice(device: DeviceLike, backend: object, onLoss: () => void): void {
  device.lost.then((info) => {
    onLoss();
    const owner = backend as Record<string, unknown>;
    for (const method of deviceMethods) {
      if (typeof owner[method] !== 'function') continue;
      owner[method] = () => {
        throw deviceLost(info);
      };
    }
  });
}

function deviceLost(info: Awaited<DeviceLike['lost']>): BackendError {
  const reason = [info?.reason, info?.message].filter(Boolean).join(': ') || 'no reason given';
  return new BackendError({
    code: 'tensor/device-lost',
    message: `The WebGPU device was lost (${reason}), and the values of all tensors on it with it. Call init() again for a new device, then make or load the weights anew, for example from the last checkpoint.`,
  });
}
