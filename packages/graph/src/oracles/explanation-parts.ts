/** A class of colours that an explanation speaks of. */
export interface ClassMention {
  /** How the explanation calls it, for example "class 4". */
  text: string;
  /** The colour, as in `coloursA` and `coloursB` of the round. */
  colour: number;
  round: number;
}

/** A piece of an explanation: words, or a class that can be shown in its colour. */
export type ExplanationPart = string | ClassMention;

/** Cuts an explanation where it names a class, so that its pieces put together are the explanation. */
export function explanationParts(explanation: string, round: number): ExplanationPart[] {
  return explanation
    .split(/(class \d+)/)
    .filter((text) => text !== '')
    .map((text) => {
      const found = /^class (\d+)$/.exec(text);
      return found ? { text, colour: Number(found[1]), round } : text;
    });
}
