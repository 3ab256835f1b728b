export * from './errors/perceptrons-error';
