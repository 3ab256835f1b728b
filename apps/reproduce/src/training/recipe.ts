/** How a classifier is trained. Everything that is compared in one experiment is trained alike. */
export type Recipe = {
  epochs: number;
  batchSize: number;
  /** Highest learning rate; 5% of the steps rise to it linearly, a cosine falls to 0. */
  learningRate: number;
  warmupShare: number;
  /** Decoupled, on weights of rank 2 and more. */
  weightDecay: number;
  labelSmoothing: number;
  /** Largest global norm of the gradients. */
  clipNorm: number;
};

/** The recipe for small sets of small images. Inputs are scaled to [-1, 1]. */
export const smallDataRecipe: Omit<Recipe, 'epochs'> = {
  batchSize: 100,
  learningRate: 2e-3,
  warmupShare: 0.05,
  weightDecay: 0.05,
  labelSmoothing: 0.1,
  clipNorm: 1,
};
