/**
 * Errors of a send that say that the template is not what the store has (cloud-api.md, 1.3 and 5): other parameters, another language,
 * paused or gone. After one of them the definition is asked for anew.
 */
const codes = new Set([132_000, 132_001, 132_005, 132_008, 132_012, 132_015, 132_016, 132_018])

export function isTemplateMismatch(code: number): boolean {
  return codes.has(code)
}
