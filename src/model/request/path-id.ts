/**
 * Ids that a caller chooses and that become part of a path: bots, clients, skills. Clients remove `.` and `..` from an
 * address before sending it, so something with such an id would be unreachable, and a call for it would reach another
 * resource.
 */

/** `characters` as inside a bracket expression; none of them may be a slash, `?`, `#` or `%`. */
export function pathIdPattern(characters: string, longest: number): string {
  return `^(?!\\.{1,2}$)[${characters}]{1,${longest}}$`
}
