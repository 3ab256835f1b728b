// Printed text is compared word for word, numbers only as far as the README prints them: a README that says 0.85 is
// right when the program prints 0.8512.

const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;

/** Lines without trailing space, runs of white space folded, empty lines dropped. */
export function foldLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

/** Half of one unit in the last printed digit of a number. */
function halfUnit(printed: string): number {
  const [mantissa, exponent = '0'] = printed.toLowerCase().split('e');
  const point = mantissa.indexOf('.');
  const digits = point < 0 ? 0 : mantissa.length - point - 1;
  return 0.5 * 10 ** (Number(exponent) - digits);
}

function sameLine(expected: string, actual: string): boolean {
  if (expected.replace(NUMBER, '#') !== actual.replace(NUMBER, '#')) return false;
  const printed = expected.match(NUMBER) ?? [];
  const found = actual.match(NUMBER) ?? [];
  return printed.every((text, index) => {
    const difference = Math.abs(Number(text) - Number(found[index]));
    const whole = /^[-+]?\d+$/.test(text) && /^[-+]?\d+$/.test(found[index]);
    return difference <= (whole ? 0 : halfUnit(text) * (1 + 1e-9));
  });
}

/**
 * Compares what a program printed with what its README says.
 *
 * @returns undefined when they agree, otherwise the difference line by line (`-` README, `+` program).
 */
export function compareOutput(expected: string, actual: string): string | undefined {
  const left = foldLines(expected);
  const right = foldLines(actual);
  const rows = Math.max(left.length, right.length);
  const report: string[] = [];
  let same = true;
  for (let row = 0; row < rows; row++) {
    const [said, printed] = [left[row], right[row]];
    if (said !== undefined && printed !== undefined && sameLine(said, printed)) {
      report.push(`  ${said}`);
      continue;
    }
    same = false;
    if (said !== undefined) report.push(`- ${said}`);
    if (printed !== undefined) report.push(`+ ${printed}`);
  }
  return same ? undefined : report.join('\n');
}
