/**
 * Meta's complete error object, from a response or a webhook: one parser for both (cloud-api.md, sections 4.4 and 5).
 */

import { idOf, type Json, listOf, numberOf, objectOf } from '../../../model/json.ts'
import type { MetaError } from '../../../model/outcome/outcome.ts'
import { restsOf, takingFrom } from '../decode/taking.ts'

/** Undefined without a code: then the error is not Meta's. */
export function readMetaError(value: unknown, httpStatus?: number): MetaError | undefined {
  const error = objectOf(value)
  return error && readWithRest(error, httpStatus).error
}

/**
 * A webhook's list of errors, each read as far as possible, with the unread rest in `extra`; undefined when there is
 * none.
 */
export function readErrors(value: unknown): Json[] | undefined {
  const list = listOf(value)
  return list === undefined || list.length === 0 ? undefined : list.map(readOne)
}

function readOne(value: unknown): Json {
  const item = objectOf(value)
  if (item === undefined) return { extra: value }
  const { error, rest } = readWithRest(item)
  return error === undefined ? { extra: item } : { ...error, ...(rest && { extra: rest }) }
}

function readWithRest(item: Json, httpStatus?: number): { error?: MetaError; rest?: Json } {
  const said = takingFrom(item)
  const code = said.take('code', numberOf)
  if (code === undefined) return {}
  const data = said.take('error_data', objectOf)
  const more = data && takingFrom(data)
  const error = withoutAbsent({
    code,
    subcode: said.take('error_subcode', numberOf),
    title: said.text('error_user_title') ?? said.text('title'),
    message: said.text('message'),
    // Beside the code in some webhooks, within `error_data` in most.
    details: more?.text('details') ?? said.text('error_data') ?? said.text('details') ?? said.text('error_user_msg'),
    href: said.text('href'),
    fbtraceId: said.take('fbtrace_id', idOf),
    httpStatus,
  })
  return { error, rest: restsOf({ ...said.rest(), ...(more && { error_data: more.rest() }) }) }
}

/** Makes the error equal to itself after a round trip through JSON. */
function withoutAbsent(error: MetaError): MetaError {
  return Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined)) as MetaError
}
