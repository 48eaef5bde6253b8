/** placeholder */
export function NewTemplate() {
  return null
}
