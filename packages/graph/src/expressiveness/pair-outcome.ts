/** What one network made of one pair. */
export interface PairOutcome {
  seed: number;
  index: number;
  category?: string;
  /** The statistic exceeds the threshold and is not that of the reliability set. */
  distinguished: boolean;
  /** The statistic between relabelings of one graph stays below the threshold. */
  reliable: boolean;
  /**
   * Between relabelings of both graphs; NaN where an embedding was not finite. 0 where the differences do not vary at all, as
   * rounding may leave them for very small graphs: such a pair counts as not distinguished, as in the published code.
   */
  statistic: number;
  /** Between relabelings of one of the graphs. */
  reliabilityStatistic: number;
  /** What both are compared with. */
  threshold: number;
  /** Epochs of training, and the mean loss of the last one. */
  epochs: number;
  loss: number;
}
