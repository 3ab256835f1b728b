import type { TaylorRule } from './rule';
import { type FreeTerms, maskOf, seriesOf } from './series';
import { parseTerms } from './terms';

/**
 * Reads a rule, as `taylorRule({ terms: text })` does, without TensorFlow.js: a page may check what a visitor writes.
 *
 * @param text For example 'x*r - 0.05*w', or a string of the published code such as 'XR-0.05W'; see `parseTerms`.
 * @param options Free terms. Default: all 81.
 * @throws ConfigError as `taylorRule`.
 */
export function parseRule(text: string, options: FreeTerms = {}): TaylorRule {
  return seriesOf(maskOf(options), parseTerms(text));
}
