/**
 * Ids that a caller chooses and that become a part of a path: bots, clients, skills. `.` and `..` are taken out of an address before it
 * leaves the caller, so what has such an id could not be reached again, and a call for it would reach another. One rule, used by http and
 * by config.
 */

/** `characters` as they stand within brackets; none of them may be a slash, `?`, `#` or `%`. */
export function pathIdPattern(characters: string, longest: number): string {
  return `^(?!\\.{1,2}$)[${characters}]{1,${longest}}$`
}
