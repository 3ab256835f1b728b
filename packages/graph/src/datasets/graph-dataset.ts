import type { GraphData } from '../graph-data';

/** Graphs of one file or folder, with what their numbers stood for there. */
export interface GraphDataset {
  name: string;
  graphs: GraphData[];
  /** The value in the file of each class of graphs, ascending; absent where targets are real numbers or missing. */
  classValues?: number[];
  /** The value in the file of each label of vertices, ascending. */
  nodeLabelValues?: number[];
  /** The value in the file of each label of edges, ascending. */
  edgeLabelValues?: number[];
}
