/**
 * Errors of a send that indicate that the template differs from the stored one (cloud-api.md, 1.3 and 5): other
 * parameters, another language, paused or gone. They trigger a sync of the definition.
 */
const codes = new Set([132_000, 132_001, 132_005, 132_008, 132_012, 132_015, 132_016, 132_018])

export function isTemplateMismatch(code: number): boolean {
  return codes.has(code)
}
