import type { ErrorReport } from '../../engine/protocol';
import { ruleText } from './rule-text';
import type { PlasticitySettings } from './settings';

/** What the page says about a failed run: the package speaks to programmers, the page to those who wrote a rule. */
export function problemOf(
  { code }: Pick<ErrorReport, 'code'>,
  { data, rule }: Pick<PlasticitySettings, 'data' | 'rule'>,
): { said?: string; advice: string } {
  if (data === 'simulated' && code === 'plasticity/endless-trial') {
    return {
      said: `Animals that learn by ${ruleText(rule)} soon reject everything: the rule drives their chance to accept to 0, and a trial never ends.`,
      advice: 'Weaken the negative terms, or add one that rewards accepting, such as x r. Then search again.',
    };
  }
  if (data === 'simulated' && code === 'plasticity/diverged') {
    return {
      said: `The weights of animals that learn by ${ruleText(rule)} grow without bound, so there is no behaviour to learn from.`,
      advice: 'Add a decay such as − 0.05 w, or write smaller coefficients. Then search again.',
    };
  }
  return { advice: 'Change the settings and search again.' };
}
