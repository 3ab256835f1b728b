import type { Estimate } from './run';

/** A formula as it is set on the page: a minus sign, raised powers, no stars, and no line break inside of a term. */
export const ruleText = (formula: string): string =>
  formula
    .replaceAll('*', ' ')
    .replace(/\^2|\*\*2/g, '²')
    .replace(/(^|[\s(])-/g, '$1−')
    .trim()
    .replace(/\s+/g, '\u00a0')
    .replace(/\u00a0(?=[+−]\u00a0)/g, ' ');

/** A coefficient with its sign: "0.92", "−0.049"; "≈ 0" below four digits. */
export function coefficientText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const digits = size >= 0.0995 ? 2 : size >= 0.00995 ? 3 : 4;
  const text = size.toFixed(digits);
  if (Number(text) === 0) return '≈ 0';
  return `${value < 0 ? '−' : ''}${text}`;
}

/** "a rule" as "A rule". */
export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The rule of an estimate in running text. */
export const foundText = ({ kind, formula }: Pick<Estimate, 'kind' | 'formula'>): string =>
  kind === 'series' ? ruleText(formula) : formula;
