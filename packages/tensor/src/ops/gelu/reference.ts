// GELU from stock ops; Hendrycks & Gimpel, arXiv:1606.08415, section 2.
import type * as tf from '@tensorflow/tfjs';
import { geluExact, geluTanh } from '../activation-reference';

export interface GeluAttributes {
  /** true: 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))); false: 0.5 x (1 + erf(x / sqrt 2)). */
  approximate: boolean;
}

export function geluReference({ x }: { x: tf.Tensor }, { approximate }: GeluAttributes): tf.Tensor {
  return approximate ? geluTanh(x) : geluExact(x);
}
