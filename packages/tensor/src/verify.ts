// The check of all ops against float64. A door of its own, so that applications that do not use it do not ship the loops.
export { type GradientError, type OpError, type VerifyOptions, type VerifyReport, verify } from './observe/verify';
