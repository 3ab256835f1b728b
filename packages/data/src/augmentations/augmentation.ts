import type { random } from '@perceptrons/tensor';
import type { HostImage } from '../images/host-image';

/**
 * A random change of one training image. The result depends on the image and the key alone; the image that comes in is
 * not changed.
 */
export interface Augmentation {
  /** Name for messages. */
  readonly name: string;
  /** `pixels`: works on bytes 0 to 255. `normalised`: works on the normalised floats, after all of the former. */
  readonly stage: 'pixels' | 'normalised';
  /** Returns a new image, or the one given if the draw changes nothing. All results of a batch must share one size. */
  apply(image: HostImage, key: random.Key): HostImage;
}
