/** A person as Meta's settings of a number name them. */
import { isDigitsPhone } from '../../model/user/phone.ts'
import type { User } from '../../model/user/user.ts'

/** The number where it is known, as Meta advises; else the scoped id. */
export function namesOf({ id, phone, scopedId }: Pick<User, 'id' | 'phone' | 'scopedId'>): {
  phone?: string
  scopedId?: string
} {
  const digits = phone ?? (isDigitsPhone(id) ? id : undefined)
  return digits === undefined ? { scopedId: scopedId ?? id } : { phone: digits }
}

/** The scoped id by which Meta's contact book has the person. */
export function scopedIdOf({ id, scopedId }: Pick<User, 'id' | 'scopedId'>): string | undefined {
  return scopedId ?? (isDigitsPhone(id) ? undefined : id)
}
