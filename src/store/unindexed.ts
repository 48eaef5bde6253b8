/**
 * A column named so that no index of it fits. A statement that finds its row by one index says so of the other columns that lead an index or
 * are the condition of a partial one: while a database has no figures of a table, as in the first minute of a partition, each index that fits
 * is as good to it as any other, and it may walk through all that a bot ever had, or all that waits. Both databases do.
 */
export function unindexed(column: string): string {
  return `coalesce(${column}, '')`
}
