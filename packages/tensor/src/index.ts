export * from './errors/perceptrons-error';
export * as io from './io/index';
export * as random from './random/index';
