// Graphs
export { checkGraph, type GraphData } from './graph-data';
