/** A day of a filter means all of it, in the reader's zone. What is no day, such as an instant, stays as it is. */
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text)

export function startOfDay(day: string): string {
  return isDay(day) ? new Date(`${day}T00:00:00.000`).toISOString() : day
}

export function endOfDay(day: string): string {
  return isDay(day) ? new Date(`${day}T23:59:59.999`).toISOString() : day
}
