/**
 * A column named so that no index of it fits. A statement that finds its row by one index says so of the other columns that lead an index or
 * are the condition of a partial one: while a database has no figures of a table, as in the first minute of a partition, each index that fits
 * is as good to it as any other, and it may walk through all that a bot ever had, or all that waits. Both databases do. An order by `seq + 0`
 * is the same for few rows that are found otherwise: sorted, not met on a walk through all in that order. Held to by the plans' tests.
 */
export function unindexed(column: string): string {
  return `coalesce(${column}, '')`
}
