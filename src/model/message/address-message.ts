/**
 * A form for a delivery address, in India alone: both the business and the person (meta-2026.md, 4.6). Names of
 * `parameters` are Meta's. Pure.
 */
import { Type } from 'typebox'
import {
  present,
  type Reader,
  readList,
  readObject,
  readOptionalObject,
  readOptionalProse,
  readProse,
  readText,
  report,
} from '../request/check.ts'
import { withName } from '../request/named.ts'
import type { AddressFields, AddressMessageContent } from './content.ts'
import { bodyField, type Family, interactive, optionalTextField, requestSchema } from './family.ts'

const limits = {
  title: interactive.header,
  text: interactive.body,
  caption: interactive.footer,
  pinCode: 6,
  /** Of the other fields Meta states none. */
  field: 256,
  id: 256,
  saved: { min: 0, max: 100 },
} as const

const limitOf = (field: string) => (field === 'in_pin_code' ? limits.pinCode : limits.field)

/** Name, phone_number, in_pin_code, house_number, floor_number, tower_number, building_name, address, … */
const fieldsSchema = withName('AddressFields', Type.Record(Type.String(), Type.String({ maxLength: limits.field })))

const schema = requestSchema(
  'address_message',
  {
    title: optionalTextField('Header.', limits.title),
    text: bodyField(),
    caption: Type.Optional(Type.String({ maxLength: limits.caption })),
    parameters: Type.Object({
      country: Type.Literal('IN'),
      values: Type.Optional(fieldsSchema),
      saved_addresses: Type.Optional(Type.Array(Type.Object({ id: Type.String(), value: fieldsSchema }))),
      validation_errors: Type.Optional(fieldsSchema),
    }),
  },
  {
    name: 'AddressMessage',
    title: 'Address',
    description: 'A form for an address, in India.',
    example: {
      type: 'address_message',
      userId: '919876543210',
      text: 'Where to?',
      parameters: { country: 'IN' },
    },
  },
)

export const addressMessage: Family<AddressMessageContent> = { schemas: [schema], parse }

function parse(body: Reader): AddressMessageContent {
  const parameters = readObject(body, 'parameters')
  const country = readText(parameters, 'country')
  if (country !== '' && country !== 'IN') report(parameters, 'country', 'one_of', { values: 'IN' })
  checkRecipient(body)
  const saved = readList(parameters, 'saved_addresses', limits.saved)
  return present({
    type: 'address_message',
    title: readOptionalProse(body, 'title', limits.title),
    text: readProse(body, 'text', limits.text),
    caption: readOptionalProse(body, 'caption', limits.caption),
    country: 'IN',
    values: readFields(parameters, 'values'),
    savedAddresses:
      saved.length === 0
        ? undefined
        : saved.map((one) => ({ id: readText(one, 'id', limits.id), value: readFields(one, 'value') ?? {} })),
    validationErrors: readFields(parameters, 'validation_errors'),
  })
}

/** By number or by a scoped id of that country. */
function checkRecipient(body: Reader): void {
  const { userId } = body.fields
  if (typeof userId === 'string' && userId.trim() !== '' && !/^(?:\+?91\d|IN\.)/.test(userId))
    report(body, 'userId', 'country_only', { country: 'IN' })
}

/** A field that Meta does not know is its affair to refuse. */
function readFields(of: Reader, key: string): AddressFields | undefined {
  const given = readOptionalObject(of, key)
  if (given === undefined) return undefined
  const read = Object.keys(given.fields).flatMap((field) => {
    const text = readOptionalProse(given, field, limitOf(key === 'validation_errors' ? '' : field))
    return text === undefined ? [] : [[field, text] as const]
  })
  return Object.fromEntries(read)
}
