// Where a kernel or tensor belongs: which layer of tf.layers was running, and whether forward or backward. Layers are
// followed through `Layer.apply`, and through the tape, whose gradients remember the layer that recorded them.
import * as tf from '@tensorflow/tfjs';

/** A place in the model. */
export interface Place {
  /** Names of the layers from the outside in, joined by "/"; empty outside of layers. */
  readonly layer: string;
  readonly phase: 'forward' | 'backward';
}

type LayerCall = (...parameters: unknown[]) => unknown;

interface LayerLike {
  name: string;
  layers?: LayerLike[];
  call: LayerCall;
}

interface TapeNode {
  outputs: unknown;
  gradient?: (dys: unknown) => Record<string, () => tf.Tensor>;
}

interface TapeEngine {
  state: { activeTape: TapeNode[] | null; scopeStack: Array<{ name: string }> };
  addTapeNode?: (...parameters: unknown[]) => void;
}

/** What `followLayers` hands out. */
export interface LayerPlaces {
  /** The place of what runs right now. */
  current(): Place;
  stop(): void;
}

/** Follows the layers that run, until it is stopped. */
export function followLayers(): LayerPlaces {
  const running: LayerLike[] = [];
  let backward: Place | undefined;
  const undo: Array<() => void> = [];
  const engine = tf.engine() as unknown as TapeEngine;

  function current(): Place {
    if (backward !== undefined && running.length === 0) return backward;
    const layer = running.map(({ name }) => name).join('/');
    // The engine adds gradients up in a scope of this name.
    const phase = engine.state.scopeStack.some(({ name }) => name === 'backward') ? 'backward' : 'forward';
    return { layer, phase };
  }

  function inside<Result>(layer: LayerLike, run: () => Result): Result {
    if (running[running.length - 1] === layer) return run();
    running.push(layer);
    try {
      return run();
    } finally {
      running.pop();
    }
  }

  // A model inside a model calls its layers directly, without `apply`.
  const followed = new WeakSet<LayerLike>();
  function followParts(container: LayerLike): void {
    for (const layer of container.layers ?? []) {
      if (followed.has(layer)) continue;
      followed.add(layer);
      const { call } = layer;
      const inherited = !Object.hasOwn(layer, 'call');
      const wrapped: LayerCall = (...parameters) => inside(layer, () => call.apply(layer, parameters));
      layer.call = wrapped;
      undo.push(() => {
        if (layer.call !== wrapped) return;
        if (inherited) delete (layer as Partial<LayerLike>).call;
        else layer.call = call;
      });
    }
  }

  const prototype = tf.layers.Layer.prototype as unknown as { apply: LayerCall };
  const { apply } = prototype;
  prototype.apply = function (this: LayerLike, ...parameters) {
    const [inputs] = parameters;
    const computes = (Array.isArray(inputs) ? inputs : [inputs]).some((input) => input instanceof tf.Tensor);
    if (!computes) return apply.apply(this, parameters);
    followParts(this);
    return inside(this, () => apply.apply(this, parameters));
  };
  undo.push(() => {
    prototype.apply = apply;
  });

  /** Runs gradients at the place of the layer that recorded them. */
  function at<Result>(place: Place, run: () => Result): Result {
    const before = backward;
    backward = place;
    try {
      return run();
    } finally {
      backward = before;
    }
  }

  function markGradient(node: TapeNode, layer: string): void {
    const { gradient } = node;
    if (gradient === undefined) return;
    const place: Place = { layer, phase: 'backward' };
    node.gradient = (dys) => {
      const closures = at(place, () => gradient(dys));
      const marked = Object.entries(closures).map(([name, closure]) => [name, () => at(place, closure)] as const);
      return Object.fromEntries(marked);
    };
  }

  const { addTapeNode } = engine;
  if (addTapeNode !== undefined) {
    const inherited = !Object.hasOwn(engine, 'addTapeNode');
    const wrapped = function (this: TapeEngine, ...parameters: unknown[]): void {
      addTapeNode.apply(this, parameters);
      const { layer } = current();
      const [, , outputs] = parameters;
      const node = layer === '' ? undefined : this.state.activeTape?.findLast((each) => each.outputs === outputs);
      if (node !== undefined) markGradient(node, layer);
    };
    engine.addTapeNode = wrapped;
    undo.push(() => {
      if (engine.addTapeNode !== wrapped) return;
      if (inherited) delete engine.addTapeNode;
      else engine.addTapeNode = addTapeNode;
    });
  }
  return { current, stop: () => undo.reverse().forEach((step) => void step()) };
}
