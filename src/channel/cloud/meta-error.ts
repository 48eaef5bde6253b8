/**
 * Meta's error object, whole, from an answer or from a status: one reading for both (cloud-api.md, sections 4.4 and 5).
 * Called by outcomes and decode.
 */
import type { MetaError } from '../../model/outcome.ts'
import { idOf, numberOf, objectOf, textOf } from './json.ts'

/** Undefined when there is no code in it: then it is not an error of Meta's. */
export function readMetaError(value: unknown, httpStatus?: number): MetaError | undefined {
  const error = objectOf(value)
  const code = numberOf(error?.code)
  if (error === undefined || code === undefined) return undefined
  const data = objectOf(error.error_data)
  return withoutAbsent({
    code,
    subcode: numberOf(error.error_subcode),
    title: textOf(error.error_user_title) ?? textOf(error.title),
    message: textOf(error.message),
    details: textOf(data?.details) ?? textOf(error.error_data) ?? textOf(error.error_user_msg),
    href: textOf(error.href),
    fbtraceId: idOf(error.fbtrace_id),
    httpStatus,
  })
}

/** So that it is equal to itself after a trip through JSON. */
function withoutAbsent(error: MetaError): MetaError {
  return Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined)) as MetaError
}
