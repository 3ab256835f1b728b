// Figures of the publication and of its authors' repositories, for the tables.

/** Standard deviations of the noise on the recorded activities: rows of the published table. */
export const publishedNoise: readonly number[] = [0, 0.2, 0.4, 0.6, 0.8, 1];
/** Shares of the neurons that are recorded: columns of the published table. */
export const publishedFractions: readonly number[] = [1, 0.9, 0.8, 0.7, 0.6, 0.5];

/**
 * R2 of weights for Oja's rule, 50 to 50 neurons, 10 steps, mean over 20 seeds with negative scores counted as 0.
 * Source: notebook of the authors' workshop version (plasticity-exps).
 */
const publishedOja = [
  [0.9996, 0.9771, 0.9346, 0.8819, 0.8124, 0.7274],
  [0.949, 0.9332, 0.9036, 0.8598, 0.7862, 0.6794],
  [0.8955, 0.8839, 0.845, 0.796, 0.6963, 0.5828],
  [0.8306, 0.8087, 0.7625, 0.7133, 0.5991, 0.5038],
  [0.7637, 0.7223, 0.6791, 0.6117, 0.4873, 0.4037],
  [0.6995, 0.6398, 0.5713, 0.4945, 0.376, 0.3047],
] as const;

/** The published R2 of weights; undefined outside of the table. */
export function publishedOjaR2(noise: number, fraction: number): number | undefined {
  const row = publishedNoise.indexOf(noise);
  const column = publishedFractions.indexOf(fraction);
  return publishedOja[row]?.[column];
}

/** Table 1 of Mehta et al. 2024, rule x r: medians over held-out experiments. Other rows are not available to us. */
export const publishedBehaviour = {
  'x r': {
    taylor: { r2Weights: 0.78, r2Activity: 0.94, deviance: 61.9 },
    mlp: { r2Weights: 0.85, r2Activity: 0.96, deviance: 64.8 },
  },
} as const;

/** Percent deviance explained of 18 flies by the rule without and with the weight term. Source: plasticity-exps. */
export const publishedFlies = {
  withoutWeight: [
    3.532, 6.56, 4.009, 8.886, 4.376, 2.451, 6.09, 10.062, 3.187, 3.495, 2.076, 2.562, 14.153, 6.171, 9.99, 5.609,
    7.135, 11.098,
  ],
  withWeight: [
    4.764, 13.147, 4.018, 9.051, 4.741, 5.643, 6.921, 11.872, 6.579, 4.49, 2.473, 5.021, 13.965, 7.371, 13.093, 7.293,
    7.207, 13.109,
  ],
} as const;
