/** Conditions of partial indexes on templates, which statements must repeat to the letter. */

/** Meta sends none of these; a sync or a webhook brings them back. */
export const stopped = `status in ('REJECTED', 'PAUSED', 'DISABLED')`

/** The definition is JSON as JSON.stringify writes it, where a quotation mark within a text is escaped. */
export const lowQuality = `replace(definition, '"quality":"RED"', '') <> definition`
