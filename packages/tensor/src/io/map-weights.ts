import { ConfigError, DataError, PerceptronsError } from '../errors/perceptrons-error';
import { transformWeight, type WeightTransform } from './transform-weight';
import { type NamedWeights, namedEntries, type WeightArray } from './weight-array';

/** How names of a file become names of a model. The first rule that matches a name is used. */
export interface WeightRule {
  /** Matches a name of the file: the whole name as text, or a regular expression. */
  from: string | RegExp;
  /** Replaces the matched part; `$1`, `$<name>` refer to groups of a regular expression. Or a function of the match. */
  to: string | ((match: RegExpExecArray) => string);
  /** Layout change, or a function for one that has no name. Default 'none'. */
  transform?: WeightTransform | ((weight: WeightArray) => WeightArray);
  /** 'sum' adds up all tensors of the file that go to the same name, after the transform. Default: two are an error. */
  combine?: 'sum';
}

/** Options of `mapWeights`. */
export interface MapWeightsOptions {
  /** Default: every name is kept and nothing transformed. */
  rules?: readonly WeightRule[];
  /** Names of the file that may be left over: whole names or regular expressions. */
  ignore?: readonly (string | RegExp)[];
  /** Default true: anything that does not fit is an error. False: returns what fits. */
  strict?: boolean;
  /** Called with what did not fit, before anything is thrown. */
  onReport?: (report: WeightReport) => void;
}

/** What did not fit, each a name with its reason where it needs one. */
export interface WeightReport {
  /** Names of the model without a tensor. */
  missing: string[];
  /** Names of the file that no rule or no weight of the model takes. */
  unexpected: string[];
  /** Weights of the model whose tensor has another shape or could not be transformed. */
  misshaped: string[];
}

const matches = (pattern: string | RegExp, name: string): RegExpExecArray | null => {
  if (typeof pattern !== 'string') return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(name);
  return pattern === name ? (Object.assign([name], { index: 0, input: name }) as unknown as RegExpExecArray) : null;
};

/** The target of a rule, with the groups of the match filled in. */
function targetName({ from, to }: WeightRule, match: RegExpExecArray): string {
  if (typeof to === 'function') return to(match);
  if (typeof from === 'string') return to;
  return match.input.replace(new RegExp(from.source, from.flags.replace(/[gy]/g, '')), to);
}

/**
 * Renames and transforms the tensors of a file for a model, and checks that they fit.
 *
 * @param weights Tensors of the file.
 * @param expected Shapes of the model's weights by name.
 * @returns Tensors by the names of the model, in its order.
 * @throws DataError `tensor/weights-differ` that lists every missing, unexpected and mis-shaped name, if strict; ConfigError
 *   `tensor/weight-rule` when two tensors go to one name without `combine`.
 */
export function mapWeights(
  weights: NamedWeights,
  expected: ReadonlyMap<string, readonly number[]> | Readonly<Record<string, readonly number[]>>,
  { rules, ignore = [], strict = true, onReport }: MapWeightsOptions = {},
): Map<string, WeightArray> {
  const wanted = new Map(expected instanceof Map ? expected : Object.entries(expected));
  const report: WeightReport = { missing: [], unexpected: [], misshaped: [] };
  const found = new Map<string, { source: string; weight: WeightArray }>();
  const failed = new Set<string>();
  for (const [source, weight] of namedEntries(weights)) {
    let rule: WeightRule | undefined = rules ? undefined : { from: source, to: source };
    let match = rules ? null : matches(source, source);
    for (let i = 0; rules && !match && i < rules.length; i++) {
      rule = rules[i];
      match = matches(rule.from, source);
    }
    const target = rule && match ? targetName(rule, match) : undefined;
    if (!rule || target === undefined || !wanted.has(target)) {
      if (!ignore.some((pattern) => matches(pattern, source))) {
        report.unexpected.push(target === undefined || target === source ? source : `${source} (as ${target})`);
      }
      continue;
    }
    try {
      const transformed = applyTransform(weight, rule.transform ?? 'none');
      const earlier = found.get(target);
      found.set(target, {
        source,
        weight: earlier ? combined(target, earlier, source, transformed, rule) : transformed,
      });
    } catch (error) {
      if (!PerceptronsError.isInstance(error) || error.code === 'tensor/weight-rule') throw error;
      failed.add(target);
      report.misshaped.push(`${target}: ${error.message}`);
    }
  }
  const result = new Map<string, WeightArray>();
  for (const [name, shape] of wanted) {
    const entry = found.get(name);
    if (failed.has(name)) continue;
    if (!entry) report.missing.push(name);
    else if (entry.weight.shape.join() !== shape.join()) {
      report.misshaped.push(`${name}: [${entry.weight.shape}] from ${entry.source}, the model has [${shape}]`);
    } else result.set(name, entry.weight);
  }
  onReport?.(report);
  if (strict) throwUnlessEmpty(report);
  return result;
}

function applyTransform(weight: WeightArray, transform: NonNullable<WeightRule['transform']>): WeightArray {
  return typeof transform === 'function' ? transform(weight) : transformWeight(weight, transform);
}

function combined(
  target: string,
  earlier: { source: string; weight: WeightArray },
  source: string,
  weight: WeightArray,
  rule: WeightRule,
): WeightArray {
  if (rule.combine !== 'sum') {
    throw new ConfigError({
      code: 'tensor/weight-rule',
      argument: 'rules',
      message: `The tensors "${earlier.source}" and "${source}" both go to "${target}". Make the rules unambiguous, or set combine: 'sum' where they are to be added.`,
    });
  }
  if (
    weight.dtype !== 'float32' ||
    earlier.weight.dtype !== 'float32' ||
    weight.shape.join() !== earlier.weight.shape.join()
  ) {
    throw new DataError({
      code: 'tensor/weight-sum',
      argument: source,
      message: `"${earlier.source}" [${earlier.weight.shape}] and "${source}" [${weight.shape}] cannot be added: both must be float32 of one shape.`,
    });
  }
  const first = earlier.weight.data;
  return { ...weight, data: weight.data.map((value, i) => value + first[i]) };
}

function throwUnlessEmpty(report: WeightReport): void {
  const parts = [
    ['missing', report.missing],
    ['unexpected', report.unexpected],
    ['mis-shaped', report.misshaped],
  ] as const;
  const lines = parts
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${kind} (${names.length}): ${names.join('; ')}`);
  if (lines.length === 0) return;
  throw new DataError({
    code: 'tensor/weights-differ',
    argument: 'weights',
    message: `The weights do not fit the model.\n  ${lines.join('\n  ')}\nCheck that file and model have the same configuration; pass { ignore } for tensors that the model does not need, or { strict: false } to load what fits.`,
  });
}
