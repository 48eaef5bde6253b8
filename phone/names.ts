/** How the page calls people: by their name, by their number as people write it, or by their id. */
import { phoneOf } from '../drawing/numbers.ts'
import { people } from './store.ts'

export function nameOf(person: string): string {
  const name = people.get(person)?.name ?? person
  return name === person ? phoneOf(person) : name
}
