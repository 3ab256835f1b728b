// The forward pass of a model without what TensorFlow.js checks and looks up at every call: the order of the layers is
// worked out once. Models with masks, and layers that bring their own `apply`, go the stock way.
import * as tf from '@tensorflow/tfjs';

/** Values of the outputs for values of the inputs, in the order of `model.inputs` and `model.outputs`. */
export type ForwardPass = (inputs: tf.Tensor[], training: boolean) => tf.Tensor[];

/** A place in the graph of a model, with the members that the declarations of TensorFlow.js hide. */
interface Place {
  id: number;
  sourceLayer: GraphLayer;
  nodeIndex: number;
}

interface GraphLayer {
  inboundNodes: Array<{ inputTensors: Place[]; outputTensors: Place[] }>;
  supportsMasking: boolean;
  activityRegularizer?: unknown;
  call(inputs: tf.Tensor[], options: object): tf.Tensor | tf.Tensor[];
  apply(inputs: tf.Tensor[], options: object): tf.Tensor | tf.Tensor[];
  computeMask(inputs: tf.Tensor[], masks: null[]): unknown;
  invokeCallHook(inputs: tf.Tensor[], options: object): void;
}

/** One layer of the pass: where its inputs come from and where its outputs go. */
interface Step {
  layer: GraphLayer;
  direct: boolean;
  inputs: number[];
  outputs: number[];
}

interface Plan {
  steps: Step[];
  outputs: number[];
}

const stockApply = tf.layers.Layer.prototype.apply as unknown;

/** The layers of a model in the order in which they run; undefined where only the stock way will do. */
function planOf(model: tf.LayersModel): Plan | undefined {
  const places = new Map<number, number>();
  const steps: Step[] = [];
  for (const { id } of model.inputs) places.set(id, places.size);
  const visit = (place: Place): boolean => {
    if (places.has(place.id)) return true;
    const layer = place.sourceLayer;
    const node = layer?.inboundNodes?.[place.nodeIndex];
    // An input layer that is no input of the model has nothing to run.
    if (!node || node.inputTensors.length === 0 || layer.activityRegularizer != null) return false;
    if (!node.inputTensors.every(visit)) return false;
    const outputs = node.outputTensors.map(({ id }) => {
      const known = places.get(id) ?? places.size;
      places.set(id, known);
      return known;
    });
    const inputs = node.inputTensors.map(({ id }) => places.get(id)!);
    steps.push({ layer, direct: (layer.apply as unknown) === stockApply, inputs, outputs });
    return true;
  };
  const outputs = model.outputs as unknown as Place[];
  if (!outputs.every(visit)) return undefined;
  return { steps, outputs: outputs.map(({ id }) => places.get(id)!) };
}

function hasMask(mask: unknown): boolean {
  return Array.isArray(mask) ? mask.some(hasMask) : mask != null;
}

/** Runs a plan; undefined as soon as a layer makes a mask, if that is asked. */
function run(plan: Plan, inputs: tf.Tensor[], training: boolean, seekMasks: boolean): tf.Tensor[] | undefined {
  const values = [...inputs];
  for (const { layer, direct, inputs: from, outputs } of plan.steps) {
    const given = from.map((place) => values[place]);
    const options = { training };
    if (direct) layer.invokeCallHook(given, options);
    const made = direct ? layer.call(given, options) : layer.apply(given, options);
    if (
      seekMasks &&
      layer.supportsMasking &&
      hasMask(
        layer.computeMask(
          given,
          given.map(() => null),
        ),
      )
    )
      return undefined;
    const list = Array.isArray(made) ? made : [made];
    outputs.forEach((place, index) => {
      values[place] = list[index];
    });
  }
  // A layer may hand its input on as it is; the caller owns the outputs, but not the inputs.
  return plan.outputs.map((place) => (inputs.includes(values[place]) ? values[place].clone() : values[place]));
}

/** Makes the forward pass of a model. Its results belong to the tidy around the call. */
export function forwardPass(model: tf.LayersModel): ForwardPass {
  let plan = planOf(model);
  let seekMasks = true;
  return (inputs, training) => {
    if (plan !== undefined) {
      const outputs = run(plan, inputs, training, seekMasks);
      seekMasks = false;
      if (outputs !== undefined) return outputs;
      plan = undefined;
    }
    const outputs = model.apply(inputs.length === 1 ? inputs[0] : inputs, { training });
    return (Array.isArray(outputs) ? outputs : [outputs]) as tf.Tensor[];
  };
}
