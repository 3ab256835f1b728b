// Learning-rate schedules: functions of the number of finished updates. The first update gets schedule(0).
import { ConfigError } from '@perceptrons/tensor';

/** Learning rate of the update after `step` finished ones. */
export type Schedule = (step: number) => number;

function count(schedule: string, argument: string, value: number, smallest: number): number {
  if (Number.isFinite(value) && value >= smallest) return value;
  throw new ConfigError({
    code: 'layers/schedule',
    argument,
    message: `${argument} of ${schedule} is ${String(value)}. It must be a finite number of at least ${smallest}.`,
  });
}

/** The same learning rate always. */
export function constantRate(base: number): Schedule {
  count('constantRate', 'base', base, 0);
  return () => base;
}

/** Settings of `warmupCosine` and `warmupLinear`. */
export interface WarmupArgs {
  /** Highest learning rate. */
  base: number;
  /** Updates of the rise from 0. Default 0. */
  warmupSteps?: number;
  /** Updates of the whole run. The rate stays at `minimum` afterwards. */
  totalSteps: number;
  /** Rate that the fall ends at. Default 0. */
  minimum?: number;
}

function warmup(schedule: string, args: WarmupArgs, fall: (progress: number) => number): Schedule {
  const base = count(schedule, 'base', args.base, 0);
  const warmupSteps = count(schedule, 'warmupSteps', args.warmupSteps ?? 0, 0);
  const totalSteps = count(schedule, 'totalSteps', args.totalSteps, 1);
  const minimum = count(schedule, 'minimum', args.minimum ?? 0, 0);
  if (warmupSteps > totalSteps) {
    throw new ConfigError({
      code: 'layers/schedule',
      argument: 'warmupSteps',
      message: `warmupSteps of ${schedule} is ${warmupSteps}, more than totalSteps ${totalSteps}. Make the warm-up shorter than the run.`,
    });
  }
  return (step) => {
    const span = totalSteps - warmupSteps;
    const progress = span > 0 ? Math.min(1, Math.max(0, (step - warmupSteps) / span)) : Number(step >= totalSteps);
    const rise = warmupSteps > 0 ? Math.min(1, step / warmupSteps) : 1;
    return (minimum + (base - minimum) * fall(progress)) * rise;
  };
}

/**
 * Linear rise over the warm-up, times half a cosine from `base` to `minimum` over the rest.
 *
 * lr(step) = base * 0.5 (1 + cos(pi * clip((step - w) / (T - w), 0, 1))) * min(1, step / w). The first update has rate 0.
 * Source: the fine-tuning schedule of vision_transformer (vit_jax).
 */
export function warmupCosine(args: WarmupArgs): Schedule {
  return warmup('warmupCosine', args, (progress) => 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** Linear rise over the warm-up, then a linear fall from `base` to `minimum`. */
export function warmupLinear(args: WarmupArgs): Schedule {
  return warmup('warmupLinear', args, (progress) => 1 - progress);
}

/** Settings of `timmCosine`. */
export interface TimmCosineArgs {
  /** Highest learning rate. */
  base: number;
  /** Rate at epoch 0. Default 1e-6. */
  warmupStart?: number;
  /** Rate after the last epoch of the cosine. Default 1e-6. */
  minimum?: number;
  /** Epochs of the rise. Default 0. */
  warmupEpochs?: number;
  /** Epochs of the cosine, counted from 0 and so including the warm-up. */
  totalEpochs: number;
  /** Updates per epoch; the rate changes once per epoch. Default 1: the argument of the schedule is the epoch. */
  stepsPerEpoch?: number;
}

/**
 * timm's cosine, stepped per epoch. The warm-up is no prefix: the cosine runs from epoch 0 all the time, so the rate jumps
 * at the end of the warm-up to a value a little below `base`.
 *
 * With t the epoch: t < W: start + t (base - start) / W; t < T: minimum + 0.5 (base - minimum)(1 + cos(pi t / T)); then minimum.
 * Source: timm CosineLRScheduler with warmup_prefix=False, t_in_epochs=True.
 */
export function timmCosine(args: TimmCosineArgs): Schedule {
  const base = count('timmCosine', 'base', args.base, 0);
  const start = count('timmCosine', 'warmupStart', args.warmupStart ?? 1e-6, 0);
  const minimum = count('timmCosine', 'minimum', args.minimum ?? 1e-6, 0);
  const warmupEpochs = count('timmCosine', 'warmupEpochs', args.warmupEpochs ?? 0, 0);
  const totalEpochs = count('timmCosine', 'totalEpochs', args.totalEpochs, 1);
  const stepsPerEpoch = count('timmCosine', 'stepsPerEpoch', args.stepsPerEpoch ?? 1, 1);
  return (step) => {
    const epoch = Math.floor(step / stepsPerEpoch);
    if (epoch < warmupEpochs) return start + (epoch * (base - start)) / warmupEpochs;
    if (epoch >= totalEpochs) return minimum;
    return minimum + 0.5 * (base - minimum) * (1 + Math.cos((Math.PI * epoch) / totalEpochs));
  };
}

/** Settings of `staircaseDecay`. */
export interface StaircaseDecayArgs {
  /** Rate of the first updates. */
  base: number;
  /** Factor of every step down, above 0; 1 leaves the rate as it is. */
  factor: number;
  /** Updates between two steps down; need not be whole. */
  everySteps: number;
  /** The rate does not fall below this one. Default 0. */
  minimum?: number;
}

/** max(minimum, base * factor^floor(step / everySteps)). */
export function staircaseDecay(args: StaircaseDecayArgs): Schedule {
  const base = count('staircaseDecay', 'base', args.base, 0);
  const factor = count('staircaseDecay', 'factor', args.factor, Number.MIN_VALUE);
  const everySteps = count('staircaseDecay', 'everySteps', args.everySteps, Number.MIN_VALUE);
  const minimum = count('staircaseDecay', 'minimum', args.minimum ?? 0, 0);
  return (step) => Math.max(minimum, base * factor ** Math.floor(step / everySteps));
}
