/** Spans of time. The gateway and the sandbox have their own: these are a page's, which shares nothing with either. */

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
