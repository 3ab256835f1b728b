import { parseRule } from '@perceptrons/plasticity';

/** What is wrong with a written rule, or undefined where it can be used. */
export function ruleProblem(rule: string): string | undefined {
  try {
    parseRule(rule);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
