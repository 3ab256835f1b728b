// A dense layer whose weights move under a plasticity rule while a sequence runs through it.
import { ConfigError, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { UnitActivation } from '../networks/plastic-network';
import { plasticityRollout } from '../ops/plasticity-rollout/index';
import type { PlasticityRule } from '../rules/rule';
import { parametersOf } from '../rules/rule';
import { type RuleJSON, ruleFromJSON, ruleToJSON } from '../rules/rule-json';

type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;
type Initializer = ReturnType<typeof tf.initializers.zeros>;

export interface PlasticDenseArgs extends LayerArgs {
  units: number;
  /** First values of the rule; in a saved layer its JSON form. */
  rule: PlasticityRule | RuleJSON;
  /** Default: `tanh`. */
  activation?: UnitActivation;
  /** Factor of every update. Default: 1 / inputs. */
  stepSize?: number;
  /** Of the weights before the first step. Default: normal numbers of standard deviation 0.01, seed 0. */
  kernelInitializer?: Initializer | tf.serialization.ConfigDict;
}

function asRule(rule: PlasticityRule | RuleJSON): PlasticityRule {
  const given = 'mask' in rule && rule.mask instanceof Uint8Array;
  return given || 'parameters' in rule ? (rule as PlasticityRule) : ruleFromJSON(rule as RuleJSON);
}

function asInitializer(value: PlasticDenseArgs['kernelInitializer']): Initializer {
  if (value === undefined) return tf.initializers.randomNormal({ mean: 0, stddev: 0.01, seed: 0 });
  if ('apply' in value && typeof value.apply === 'function') return value as Initializer;
  const { className, config } = value as { className: string; config: tf.serialization.ConfigDict };
  const known = tf.serialization.SerializationMap.getMap().classNameMap[className];
  if (known !== undefined) return known[1](known[0], config) as Initializer;
  throw new ConfigError({
    code: 'plasticity/initializer',
    argument: 'kernelInitializer',
    message: `PlasticDense: ${String(className)} is no initializer that TensorFlow.js knows. Pass one of tf.initializers.`,
  });
}

/**
 * y_t = activation(x_t W_t) and W_{t+1} = W_t + stepSize * gate_t * rule(x_t, y_t, W_t, r_t), for each sequence of the batch
 * from the same first weights.
 *
 * Input x [batch, time, inputs], or a list [x, r] or [x, r, gate] with r and gate [batch, time, 1]: what the rule sees as r
 * (without it 0), and the factor of each update (without it 1; 0 where nothing is learned). Output [batch, time, units].
 * Weights: `kernel` [inputs, units], the first weights, and `rule`, its parameters; both are trained. Coefficients outside of
 * the mask of a Taylor rule stay without effect. Runs `plasticityRollout`: fused on WASM and WebGPU.
 * @throws ShapeError `plasticity/layer-input`, ConfigError `plasticity/layer-units` or `plasticity/initializer`.
 * Source: the plastic layer of Mehta et al. 2024; ours: as a layer for any model.
 */
export class PlasticDense extends tf.layers.Layer {
  static readonly className = 'PlasticDense';
  readonly units: number;
  readonly activation: UnitActivation;
  readonly stepSize: number | undefined;
  private readonly rule: PlasticityRule;
  private readonly kernelInitializer: Initializer;
  private kernel!: tf.LayerVariable;
  private parameters!: tf.LayerVariable;

  constructor(args: PlasticDenseArgs) {
    super(args);
    if (!Number.isInteger(args.units) || args.units < 1) {
      throw new ConfigError({
        code: 'plasticity/layer-units',
        argument: 'units',
        message: `PlasticDense: units must be a whole number of at least 1, got ${args.units}.`,
      });
    }
    this.units = args.units;
    this.rule = asRule(args.rule);
    this.activation = args.activation ?? 'tanh';
    this.stepSize = args.stepSize;
    this.kernelInitializer = asInitializer(args.kernelInitializer);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [, , inputs] = this.stimulusShape(inputShape);
    this.kernel = this.addWeight('kernel', [inputs, this.units], 'float32', this.kernelInitializer);
    const values = parametersOf(this.rule);
    const zeros = tf.initializers.zeros();
    this.parameters = this.addWeight('rule', [values.length], 'float32', zeros);
    const first = tf.tensor1d(Float32Array.from(values));
    this.parameters.write(first);
    first.dispose();
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, time] = this.stimulusShape(inputShape);
    return [batch, time, this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x, reward, gate] = Array.isArray(inputs) ? inputs : [inputs];
      const [batch, time, width] = x.shape as number[];
      const steps = (values: tf.Tensor): tf.Tensor => tf.reshape(values, [batch * time]);
      const kernel = this.kernel.read();
      const parameters = this.parameters.read();
      const { rule } = this;
      const y = plasticityRollout(tf.reshape(x, [batch * time, width]), {
        initialWeights: kernel,
        parameters: rule.kind === 'taylor' ? tf.mul(parameters, tf.tensor1d(Float32Array.from(rule.mask))) : parameters,
        rewardTerm: reward ? steps(reward) : tf.zeros([batch * time]),
        ...(gate && { update: steps(gate) }),
        counts: Array<number>(batch).fill(time),
        activation: this.activation,
        stepSize: this.stepSize ?? 1 / width,
        kind: rule.kind,
      });
      return tf.reshape(y, [batch, time, this.units]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const initializer = this.kernelInitializer;
    return {
      ...super.getConfig(),
      units: this.units,
      rule: ruleToJSON(this.rule) as unknown as tf.serialization.ConfigDict,
      activation: this.activation,
      ...(this.stepSize !== undefined && { stepSize: this.stepSize }),
      kernelInitializer: { className: initializer.getClassName(), config: initializer.getConfig() },
    };
  }

  /** Shape of x, checked. */
  private stimulusShape(inputShape: tf.Shape | tf.Shape[]): [number | null, number | null, number] {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
    const [first, ...others] = shapes;
    const fits =
      shapes.length <= 3 &&
      first.length === 3 &&
      typeof first[2] === 'number' &&
      others.every((shape) => shape.length === 3 && shape[2] === 1);
    if (fits) return [first[0], first[1], first[2] as number];
    throw new ShapeError({
      code: 'plasticity/layer-input',
      argument: 'inputs',
      message:
        `PlasticDense ${this.name}: inputs must be x [batch, time, inputs], or a list of it with r and gate [batch, time, 1], ` +
        `got ${shapes.map((shape) => `[${shape.map((size) => size ?? '?').join(', ')}]`).join(' and ')}.`,
    });
  }
}
tf.serialization.registerClass(PlasticDense);
