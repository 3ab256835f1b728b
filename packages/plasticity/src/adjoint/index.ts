// A rule run through experiments, and the gradient of its loss, in float64 and plain JavaScript: the definition that other
// implementations are held to.
export { type LossAndGradient, type LossOptions, lossAndGradient } from './loss-and-gradient';
export { ruleDelta } from './rule-delta';
export { runRule, type Trajectory } from './run-rule';
