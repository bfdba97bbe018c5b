/** A run of seqs, both ends included. */
export type Run = readonly [fromSeq: number, toSeq: number]

/** Splits ascending, disjoint runs at `seq`: the part up to it, and the part after it. */
export function splitRuns(runs: readonly Run[], seq: number): { upTo: Run[]; after: Run[] } {
  const upTo: Run[] = []
  const after: Run[] = []
  for (const [fromSeq, toSeq] of runs) {
    if (toSeq <= seq) upTo.push([fromSeq, toSeq])
    else if (fromSeq > seq) after.push([fromSeq, toSeq])
    else {
      upTo.push([fromSeq, seq])
      after.push([seq + 1, toSeq])
    }
  }
  return { upTo, after }
}

/** Counts the seqs in the runs. */
export function countRuns(runs: readonly Run[]): number {
  return runs.reduce((sum, [fromSeq, toSeq]) => sum + toSeq - fromSeq + 1, 0)
}
