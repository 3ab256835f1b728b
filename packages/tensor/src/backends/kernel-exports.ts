// The functions that assembly/index.ts exports. Pointers and strides are bytes, sizes are counts.

export interface KernelExports {
  gemmWorkspace(count: number, m: number, n: number, k: number, aBatch: number): number;
  gemm(
    count: number,
    m: number,
    n: number,
    k: number,
    a: number,
    aBatch: number,
    aRow: number,
    aColumn: number,
    b: number,
    bBatch: number,
    bRow: number,
    bColumn: number,
    c: number,
    cBatch: number,
    cRow: number,
    accumulate: number,
    bias: number,
    biasMode: number,
    activation: number,
    y: number,
    workspace: number,
  ): void;
  activationForward(n: number, x: number, y: number, activation: number): void;
  activationBiasBackward(
    items: number,
    rows: number,
    n: number,
    z: number,
    dy: number,
    dz: number,
    dbias: number,
    biasMode: number,
    activation: number,
    partial: number,
  ): void;
  adamWUpdate(
    n: number,
    p: number,
    g: number,
    m: number,
    v: number,
    pNew: number,
    mNew: number,
    vNew: number,
    beta1: number,
    oneMinusBeta1: number,
    beta2: number,
    oneMinusBeta2: number,
    rate: number,
    inverseRoot: number,
    epsilon: number,
    keep: number,
  ): void;
  layerNormForward(
    rows: number,
    n: number,
    x: number,
    gamma: number,
    beta: number,
    y: number,
    statistics: number,
    epsilon: number,
  ): void;
  layerNormBackward(
    rows: number,
    n: number,
    x: number,
    dy: number,
    gamma: number,
    statistics: number,
    dx: number,
    dgamma: number,
    dbeta: number,
    scratch: number,
  ): void;
}
