// Terms of a series and their names: x*r, y^2*w, 1.
import { ConfigError } from '@perceptrons/tensor';
import { MAX_POWER, type Powers, type Variable, variables } from './rule';

/** One term of a series: value * x^a y^b w^c r^d. */
export interface Term {
  powers: Powers;
  value: number;
}

/** Name of a term: 'x*r', 'y^2*w', or '1' for the constant. */
export function termName(powers: Powers): string {
  const factors = variables.flatMap((variable, index) => {
    const power = powers[index];
    return power === 0 ? [] : [power === 1 ? variable : `${variable}^${power}`];
  });
  return factors.join('*') || '1';
}

/** Sum of the powers. */
export function totalPower(powers: Powers): number {
  return powers[0] + powers[1] + powers[2] + powers[3];
}

function unreadable(text: string, at: number, problem: string): ConfigError {
  const shown = text.slice(at, at + 12);
  return new ConfigError({
    code: 'plasticity/rule-text',
    argument: 'text',
    message: `The rule '${text}' cannot be read at character ${at + 1}${shown ? ` ('${shown}')` : ''}: ${problem}. Write a sum of terms such as 'x*r - 0.05*w'.`,
  });
}

function unknownVariable(text: string, at: number, name: string): ConfigError {
  return new ConfigError({
    code: 'plasticity/unknown-variable',
    argument: 'text',
    message: `The rule '${text}' has the variable '${name}' at character ${at + 1}. Rules know x (input), y (unit), w (weight) and r (reward term).`,
  });
}

function checkPower(text: string, at: number, variable: string, power: number): void {
  if (power <= MAX_POWER) return;
  throw new ConfigError({
    code: 'plasticity/power',
    argument: 'text',
    message: `The rule '${text}' has ${variable} to the power ${power} at character ${at + 1}. Each variable of a term has a power from 0 to ${MAX_POWER}; a series has no higher terms.`,
  });
}

const number = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const factor = /([a-z])(?:\s*(?:\^|\*\*)\s*(\d+)|(\d+))?/iy;
const sign = /\s*([+\-−])\s*/y;
const product = /\s*[*·]\s*/y;
const space = /\s*/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Reads one term from `start` on; `end` is the place behind it. */
function readTerm(text: string, start: number): { term: Term; end: number } {
  const powers: [number, number, number, number] = [0, 0, 0, 0];
  let value = 1;
  let at = start;
  for (;;) {
    const digits = match(number, text, at);
    const letter = match(factor, text, at);
    if (digits) {
      value *= Number(digits[0]);
      at = number.lastIndex;
    } else if (letter) {
      const index = variables.indexOf(letter[1].toLowerCase() as Variable);
      if (index < 0) throw unknownVariable(text, at, letter[1]);
      powers[index] += Number(letter[2] ?? letter[3] ?? 1);
      checkPower(text, at, variables[index], powers[index]);
      at = factor.lastIndex;
      if (text[at] === '.') throw unreadable(text, at, 'powers are whole numbers');
    } else throw unreadable(text, at, 'expected a number or a variable');
    if (match(product, text, at)) at = product.lastIndex;
    else {
      match(space, text, at);
      const next = space.lastIndex;
      if (next === text.length || match(sign, text, next)) return { term: { powers, value }, end: at };
      at = next;
    }
  }
}

/**
 * Reads a sum of terms. A term is numbers and variables x, y, w, r, in any order, in small or capital letters, with or
 * without `*` or spaces between; a power is written x^2, x**2 or directly behind the variable, x2. Equal terms are added.
 * This covers the strings of the published code, '1X1Y0W0R1-0.05X0Y0W1R0' and 'XR-0.05W'.
 *
 * @param text For example 'x*r - 0.05*w'; '0' has no terms.
 * @returns The terms in the order of the text.
 * @throws ConfigError `plasticity/rule-text`, `plasticity/unknown-variable` or `plasticity/power`, naming the character.
 */
export function parseTerms(text: string): Term[] {
  const terms = new Map<string, Term>();
  const end = text.trimEnd().length;
  let at = 0;
  do {
    const signed = match(sign, text, at);
    if (signed) at = sign.lastIndex;
    else {
      match(space, text, at);
      at = space.lastIndex;
    }
    const read = readTerm(text, at);
    at = read.end;
    const { powers, value } = read.term;
    const name = termName(powers);
    terms.set(name, { powers, value: (signed && signed[1] !== '+' ? -value : value) + (terms.get(name)?.value ?? 0) });
  } while (at < end);
  return [...terms.values()].filter((term) => term.value !== 0);
}
