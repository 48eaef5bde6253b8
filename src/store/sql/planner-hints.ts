/**
 * Wraps a column so that no index matches it. Without table statistics, as in a partition's first minute, neither
 * planner can tell a selective index from one that covers a bot's whole history, or all that waits. Wrap every column
 * that leads an index, or is the condition of a partial one, except the column of the index you want. Likewise, an
 * order by `seq + 0` sorts the few rows found instead of scanning all rows in that order. Tests check the plans.
 */
export function unindexed(column: string): string {
  return `coalesce(${column}, '')`
}
