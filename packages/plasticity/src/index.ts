export {
  type LossAndGradient,
  type LossOptions,
  lossAndGradient,
  ruleDelta,
  runRule,
  type Trajectory,
} from './adjoint/index';
export {
  type Baseline,
  type BaselineFit,
  type ChoiceBaselinesOptions,
  choiceBaselines,
} from './evaluation/baselines/choice-baselines';
export { largestInput, type StimulusOf } from './evaluation/baselines/choice-model';
export {
  type CompareRulesOptions,
  type ComparisonResults,
  type ComparisonTest,
  compareRules,
} from './evaluation/comparison/compare-rules';
export type {
  Animals,
  ComparisonProgress,
  FitRequest,
  FitRule,
  SimulateSession,
  SimulationRequest,
} from './evaluation/comparison/comparison-options';
export { likelihoodFit } from './evaluation/comparison/default-fit';
export type { ForgettingEvidence, ForgettingTests } from './evaluation/comparison/forgetting-evidence';
export {
  type ForgettingOptions,
  type ForgettingReport,
  forgettingReport,
} from './evaluation/comparison/forgetting-report';
export { type ForgettingTestsOptions, forgettingTests } from './evaluation/comparison/forgetting-tests';
export type { HeldOutComparison } from './evaluation/comparison/held-out-test';
export type { InSampleComparison } from './evaluation/comparison/in-sample-test';
export type { IntervalComparison, TermInterval } from './evaluation/comparison/interval-test';
export type { LikelihoodRatioComparison } from './evaluation/comparison/likelihood-ratio-test';
export { type SurroundingsOptions, sessionSimulator } from './evaluation/comparison/simulate-session';
export type { ForgettingClaims } from './evaluation/comparison/write-forgetting-report';
export {
  type EvaluateRuleOptions,
  type ExperimentEvaluation,
  evaluateRule,
  type NullModel,
  type PercentDeviance,
  type RuleEvaluation,
} from './evaluation/evaluate-rule';
export {
  type CoefficientUncertainty,
  type Identifiability,
  type IdentifiabilityOptions,
  identifiability,
  identifiabilityOf,
  type RuleDirection,
} from './evaluation/identifiability';
export { type InformationMatrix, type InformationOptions, informationMatrix } from './evaluation/information-matrix';
export { rSquared } from './evaluation/r-squared';
export type { Summary } from './evaluation/summary';
export { type WilcoxonResult, wilcoxonSignedRank } from './evaluation/wilcoxon-signed-rank';
export { expectedReward, type RewardExpectation, rewardTerm } from './experiments/expected-reward';
export { type Experiment, presentations } from './experiments/experiment';
export type { Purpose } from './experiments/seeded-draws';
export {
  type ActivityOptions,
  activitySettings,
  type RecordedDraw,
  simulateActivity,
  simulateActivityAsync,
  type UnrecordedInputs,
} from './experiments/simulate-activity';
export { type BehaviourOptions, simulateBehaviour, simulateBehaviourAsync } from './experiments/simulate-behaviour';
export type { SimulationControl, SimulationProgress } from './experiments/simulation-control';
export {
  type SyntheticFly,
  type SyntheticFlyOptions,
  syntheticFlies,
  syntheticFliesAsync,
} from './experiments/synthetic-flies';
export { validateExperiment } from './experiments/validate-experiment';
export { AbortedError } from './inference/aborted-error';
export type { OnDiverge } from './inference/adam';
export { type AnimalsBootstrap, type BootstrapAnimalsOptions, bootstrapAnimals } from './inference/bootstrap-animals';
export { coefficientIntervals } from './inference/coefficient-intervals';
export { DivergedError } from './inference/diverged-error';
export {
  type InferenceHistoryEntry,
  type InferenceResult,
  inferPlasticity,
  type RestartReport,
} from './inference/infer-plasticity';
export type { GradientAt, GradientOf, InferenceOptions, InferenceProgress } from './inference/inference-options';
export type { InferenceLoss, LossMean } from './inference/normal-equations';
export {
  type RegularisationPath,
  type RegularisationPathOptions,
  type RegularisationStep,
  regularisationPath,
} from './inference/regularisation-path';
export type { Uncertainty } from './inference/uncertainty';
export { PlasticDense, type PlasticDenseArgs } from './layers/plastic-dense';
export {
  type PlasticNetwork,
  type PlasticNetworkOptions,
  plasticNetwork,
  type UnitActivation,
} from './networks/plastic-network';
export { type PlasticityRolloutOptions, plasticityRollout } from './ops/plasticity-rollout/index';
export { RolloutProblem, rolloutLossAndGradient } from './ops/rollout-problem';
export {
  experimentsFromTable,
  type TableOptions,
  type TrialRow,
} from './readers/experiments-from-table';
export { type FlyExperimentOptions, flyExperiment } from './readers/fly-experiment';
export type { FlyRecord } from './readers/fly-record';
export { readFly } from './readers/read-fly';
export { type BlockReport, type RawFly, type RawFlyFiles, readRawFly } from './readers/read-raw-fly';
export { readTrialsCsv, readTrialsJson } from './readers/read-trial-rows';
export { type FormatRuleOptions, formatRule } from './rules/format-rule';
export { importReferenceCoefficients, importReferenceLog, type ReferenceOrder } from './rules/import-reference';
export { type KnownRule, knownRules } from './rules/known-rules';
export { importMlpWeights, type MlpRuleOptions, type MlpWeights, mlpRule, type NestedNumbers } from './rules/mlp-rule';
export { parseRule } from './rules/parse-rule';
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
export {
  type MlpRuleJSON,
  type NetworkJSON,
  networkFromJSON,
  type RuleContext,
  type RuleJSON,
  ruleFromJSON,
  ruleToJSON,
  type TaylorRuleJSON,
} from './rules/rule-json';
export type { FreeTerms } from './rules/series';
export { type TaylorRuleOptions, taylorRule } from './rules/taylor-rule';
export { parseTerms, type Term, termName } from './rules/terms';
