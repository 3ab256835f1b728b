// Second derivatives through tanh, sigmoid, exp, softmax and all custom gradients that use their own output.
//
// The tape saves the output of an op as a clone, and notes the clone BEFORE the op itself. Whoever walks the tape
// forward meets the clone while its source still seems to depend on nothing, and takes it for a constant. Noting the op
// first cures every such gradient at once.
import * as tf from '@tensorflow/tfjs';
import type { Proof, TapeRepair } from './repair';

interface TapeNode {
  outputs: tf.Tensor[];
  saved: tf.Tensor[];
}

interface RecordingEngine {
  state: { activeTape: TapeNode[] | null; gradientDepth: number };
  addTapeNode?: (...parameters: unknown[]) => void;
}

/** Moves the newest node in front of the clones of what it saved. */
function moveBeforeClones(tape: TapeNode[]): void {
  const node = tape[tape.length - 1];
  let position = tape.length - 1;
  while (position > 0 && node.saved.includes(tape[position - 1].outputs[0])) position--;
  if (position === tape.length - 1) return;
  tape.pop();
  tape.splice(position, 0, node);
}

function apply(): (() => void) | undefined {
  const engine = tf.engine() as unknown as RecordingEngine;
  const stock = engine.addTapeNode;
  const inherited = !Object.hasOwn(engine, 'addTapeNode');
  if (typeof stock !== 'function') return undefined;
  engine.addTapeNode = function (this: RecordingEngine, ...parameters) {
    stock.apply(this, parameters);
    const { activeTape, gradientDepth } = this.state;
    // With one tape only, gradients are never differentiated and the order does not matter.
    if (gradientDepth >= 2 && activeTape !== null) moveBeforeClones(activeTape);
  };
  return () => {
    if (inherited) delete engine.addTapeNode;
    else engine.addTapeNode = stock;
  };
}

function proof(expression: string, f: (x: tf.Tensor) => tf.Tensor, right: number): Proof {
  return {
    expression: `second derivative of ${expression} at 0.5`,
    compute: () => tf.grad((x) => tf.sum(tf.grad((z) => tf.sum(f(z)))(x)))(tf.scalar(0.5)),
    stock: { throws: 'Cannot compute gradient' },
    right: [right],
  };
}

const withZero = (x: tf.Tensor): tf.Tensor => tf.stack([x, tf.zerosLike(x)]);
const first = (x: tf.Tensor): tf.Tensor => tf.slice(x, [0], [1]);

/** The output of an op is noted before its saved clone. */
export const tapeOrder: TapeRepair = {
  name: 'SavedOutputs',
  why: 'saved outputs count as constants under a second tape: derivatives throw or are wrong without a word',
  apply,
  proofs: [
    proof('tanh', tf.tanh, -0.726862),
    proof('sigmoid', tf.sigmoid, -0.057557),
    proof('exp', tf.exp, 1.648721),
    proof('softmax([x, 0])[0]', (x) => first(tf.softmax(withZero(x))), -0.057557),
    proof('logSoftmax([x, 0])[0]', (x) => first(tf.logSoftmax(withZero(x))), -0.235004),
    {
      expression: 'derivative of |d/dx (tanh(x) + x^2)|^2 at 0.5',
      compute: () => {
        const f = (x: tf.Tensor): tf.Tensor => tf.sum(tf.add(tf.tanh(x), tf.square(x)));
        return tf.grad((x) => tf.sum(tf.square(tf.grad(f)(x))))(tf.scalar(0.5));
      },
      stock: { values: [7.145791] },
      right: [4.54879],
      tolerance: 1e-4,
    },
  ],
};
