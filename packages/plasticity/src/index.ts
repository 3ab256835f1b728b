export { type Experiment, presentations } from './experiments/experiment';
export {
  type PlasticNetwork,
  type PlasticNetworkOptions,
  plasticNetwork,
  type UnitActivation,
} from './networks/plastic-network';
export {
  COEFFICIENTS,
  MAX_POWER,
  type MlpRule,
  type PlasticityRule,
  type Powers,
  parametersOf,
  powersAt,
  type TaylorRule,
  termIndex,
  type Variable,
  variables,
  withParameters,
} from './rules/rule';
