// The expected reward as part of the model: E = 0 at first, then E + rate * (R - E) after each trial; the rule sees R - E.

/** The reward terms R - E of an exponential average, in float64. */
export function rewardTerms(rewards: ArrayLike<number>, rate: number): Float64Array {
  let expected = 0;
  return Float64Array.from(rewards, (reward) => {
    const term = reward - expected;
    expected += rate * term;
    return term;
  });
}

/** From the gradients for the reward terms to the one for the rate, backward in time. */
export function rateGradient(terms: Float64Array, termGradient: Float64Array, rate: number): number {
  let gradient = 0;
  // Gradient for the expected reward of the next trial.
  let expected = 0;
  for (let trial = terms.length - 1; trial >= 0; trial--) {
    gradient += expected * terms[trial];
    expected = (1 - rate) * expected - termGradient[trial];
  }
  return gradient;
}
