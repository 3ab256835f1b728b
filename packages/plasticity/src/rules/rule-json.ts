// Rules as JSON: readable, and exact to the last bit.
import { DataError } from '@perceptrons/tensor';
import type { RewardExpectation } from '../experiments/expected-reward';
import type { PlasticNetwork, UnitActivation } from '../networks/plastic-network';
import { formatRule } from './format-rule';
import { importMlpWeights, type MlpWeights } from './mlp-rule';
import { COEFFICIENTS, type PlasticityRule, powersAt, type TaylorRule, type Variable, variables } from './rule';
import { taylorRule } from './taylor-rule';
import { type Term, termName } from './terms';

const VERSION = 1;

/** A network as JSON; what `plasticNetwork` makes, with lists for arrays. */
export interface NetworkJSON {
  inputs: number;
  units: number;
  activation: UnitActivation;
  readout?: number[];
  stepSize: number;
}

interface SharedJSON {
  version: number;
  variables: Variable[];
  /** Step size of the network, by which each change is multiplied. */
  eta?: number;
  /** How r was made of the rewards. */
  rewardTerm?: RewardExpectation;
  network?: NetworkJSON;
}

export interface TaylorRuleJSON extends SharedJSON {
  kind: 'taylor';
  maxPower: number;
  /** For readers; ignored when read. */
  formula: string;
  /** Coefficients that are not 0. */
  coefficients: Term[];
  /** Names of the free terms, where these are not all of the variables and powers. */
  mask?: string[];
}

export interface MlpRuleJSON extends SharedJSON {
  kind: 'mlp';
  units: number;
  w1: number[][];
  b1: number[];
  w2: number[];
  b2: number;
}

export type RuleJSON = TaylorRuleJSON | MlpRuleJSON;

/** What belongs to a fitted rule. */
export interface RuleContext {
  network?: PlasticNetwork;
  rewardTerm?: RewardExpectation;
}

function freeTerms(mask: Uint8Array): number[] {
  return Array.from({ length: COEFFICIENTS }, (_, k) => k).filter((k) => mask[k]);
}

function taylorJSON(rule: TaylorRule, shared: Omit<SharedJSON, 'variables'>): TaylorRuleJSON {
  const free = freeTerms(rule.mask);
  const used = variables.filter((_, v) => free.some((k) => powersAt(k)[v] > 0));
  const maxPower = Math.max(1, ...free.flatMap((k) => powersAt(k)));
  const whole = free.length === (maxPower + 1) ** used.length;
  return {
    kind: 'taylor',
    ...shared,
    variables: used,
    maxPower,
    formula: formatRule(rule),
    coefficients: free
      .filter((k) => rule.coefficients[k] !== 0)
      .map((k) => ({ powers: powersAt(k), value: rule.coefficients[k] })),
    ...(!whole && { mask: free.map((k) => termName(powersAt(k))) }),
  };
}

/**
 * A rule as a plain object for `JSON.stringify`, with the network and the reward term that it was fitted with.
 *
 * @throws DataError `plasticity/not-finite`: JSON has no NaN.
 */
export function ruleToJSON(rule: PlasticityRule, { network, rewardTerm }: RuleContext = {}): RuleJSON {
  const numbers = rule.kind === 'taylor' ? rule.coefficients : rule.parameters;
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new DataError({
      code: 'plasticity/not-finite',
      argument: 'rule',
      message: `ruleToJSON: parameter ${bad} of the rule is ${numbers[bad]}. JSON holds finite numbers only; the fit has probably diverged.`,
    });
  }
  const shared = {
    version: VERSION,
    ...(network && {
      eta: network.stepSize,
      network: {
        inputs: network.inputs,
        units: network.units,
        activation: network.activation,
        ...(network.readout && { readout: Array.from(network.readout) }),
        stepSize: network.stepSize,
      },
    }),
    ...(rewardTerm && { rewardTerm }),
  };
  if (rule.kind === 'taylor') return taylorJSON(rule, shared);
  const { units, parameters } = rule;
  const part = (from: number, to: number) => Array.from(parameters.subarray(from * units, to * units));
  return {
    kind: 'mlp',
    ...shared,
    variables: [...variables],
    units,
    w1: variables.map((_, row) => part(row, row + 1)),
    b1: part(4, 5),
    w2: part(5, 6),
    b2: parameters[6 * units],
  };
}

/**
 * Reads what `ruleToJSON` made.
 *
 * @param json The object or its text.
 * @throws DataError `plasticity/rule-json` for another version or kind, or a missing field; ConfigError as `taylorRule`.
 */
export function ruleFromJSON(json: RuleJSON | string): PlasticityRule {
  const data: Partial<SharedJSON & Omit<TaylorRuleJSON, 'kind'> & MlpWeights> & { kind: string } = parsed(json);
  if (data.version !== VERSION) {
    throw damaged(`version is ${data.version}, this package reads version ${VERSION}`);
  }
  if (data.kind === 'taylor') {
    const { coefficients } = data;
    if (!Array.isArray(coefficients) || !coefficients.every((term) => Array.isArray(term?.powers))) {
      throw damaged('coefficients must be a list of { powers, value }');
    }
    if (!Array.isArray(data.variables)) throw damaged('variables must be a list');
    const maxPower = data.maxPower;
    if (maxPower !== 1 && maxPower !== 2) throw damaged(`maxPower must be 1 or 2, got ${maxPower}`);
    return taylorRule({ variables: data.variables, maxPower, mask: data.mask, terms: coefficients });
  }
  if (data.kind === 'mlp') {
    const { w1, b1, w2, b2 } = data;
    if (!w1 || !b1 || !w2 || b2 === undefined) throw damaged('w1, b1, w2 and b2 must be given');
    return importMlpWeights({ w1, b1, w2, b2 }, data.variables);
  }
  throw damaged(`kind is '${data.kind}', known are 'taylor' and 'mlp'`);
}

/** The network that was saved with a rule, if any. */
export function networkFromJSON(json: RuleJSON | string): PlasticNetwork | undefined {
  const { network } = parsed(json);
  if (!network) return undefined;
  const { readout, ...sizes } = network;
  return { ...sizes, ...(readout && { readout: Float64Array.from(readout) }) };
}

function parsed(json: RuleJSON | string): RuleJSON {
  try {
    const data = typeof json === 'string' ? JSON.parse(json) : json;
    if (typeof data === 'object' && data !== null) return data;
  } catch (cause) {
    throw new DataError({
      code: 'plasticity/rule-json',
      argument: 'json',
      message: `The text is not JSON: ${String(cause)}. Pass what JSON.stringify(ruleToJSON(rule)) wrote.`,
      cause,
    });
  }
  throw damaged(`it is ${String(json)}, not an object`);
}

function damaged(problem: string): DataError {
  return new DataError({
    code: 'plasticity/rule-json',
    argument: 'json',
    message: `The saved rule cannot be read: ${problem}. Pass what ruleToJSON(rule) made.`,
  });
}
