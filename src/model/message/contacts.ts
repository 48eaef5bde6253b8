/**
 * Contact cards. The API makes every field optional, Meta requires a formatted name and one more part of it: missing
 * parts are composed from the rest of the card. Phones are completed to E.164 where possible (`user/phone.ts`) and
 * otherwise shown as written; e-mails are not validated (the user's own example has a masked one).
 */
import { type TObject, type TProperties, Type } from 'typebox'
import {
  isObject,
  present,
  type Reader,
  readList,
  readOptionalObject,
  readOptionalProse,
  readOptionalText,
  report,
} from '../request/check.ts'
import { isDay } from '../request/instant.ts'
import { withName } from '../request/named.ts'
import { contactPhone } from '../user/phone.ts'
import type { Contact, ContactsContent } from './content.ts'
import { exampleUserId, type Family, requestSchema } from './family.ts'

/** 257 by Meta's page, 5 by its OpenAPI file: the page is followed (cloud-api.md, 1.1). */
const limits = { contacts: { min: 1, max: 257 } } as const

const anyNumber = { min: 0, max: Number.POSITIVE_INFINITY }

const nameParts = ['first_name', 'last_name', 'middle_name', 'prefix', 'suffix'] as const
const nameFields = ['formatted_name', ...nameParts] as const
const phoneFields = ['phone', 'type', 'wa_id'] as const
const emailFields = ['email', 'type'] as const
const addressFields = ['street', 'city', 'state', 'zip', 'country', 'country_code', 'type'] as const
const orgFields = ['company', 'department', 'title'] as const
const urlFields = ['url', 'type'] as const

const date = /^\d{4}-\d{2}-\d{2}$/

const exampleContact = {
  name: { formatted_name: 'Juan Pérez', first_name: 'Juan', last_name: 'Pérez' },
  phones: [{ phone: '+593987654321', type: 'Mobile', wa_id: '593987654321' }],
  emails: [{ email: 'user@example.com', type: 'Work' }],
  addresses: [
    {
      street: 'Calle Principal 123',
      city: 'Ciudad de México',
      state: 'CDMX',
      zip: '01000',
      country: 'México',
      country_code: 'MX',
      type: 'Office',
    },
  ],
}

export const contactsMessage: Family<ContactsContent> = {
  schemas: [contactsSchema()],
  parse: (body) => ({
    type: 'contacts',
    contacts: readCards(body).map(readContact),
  }),
}

/**
 * The documents' table calls `contacts` an object, their examples write a list: a single card may come without the
 * list.
 */
function readCards(body: Reader): Reader[] {
  const one = isObject(body.fields.contacts) ? readOptionalObject(body, 'contacts') : undefined
  return one ? [one] : readList(body, 'contacts', limits.contacts)
}

function readContact(item: Reader): Contact {
  const before = item.violations.length
  const name = readOptionalObject(item, 'name')
  const contact = present({
    phones: readEntries(item, 'phones', readPhone),
    emails: readEntries(item, 'emails', (email) => readStrings(email, emailFields)),
    addresses: readEntries(item, 'addresses', (address) => readStrings(address, addressFields, readOptionalProse)),
    org: readOrg(item),
    urls: readEntries(item, 'urls', (url) => readStrings(url, urlFields)),
    birthday: readBirthday(item),
  })
  const complete = completeName(name ? readStrings(name, nameFields, readOptionalProse) : {}, contact)
  if (!complete && item.violations.length === before) report(item, 'name', 'required')
  return { name: complete ?? { formatted_name: '' }, ...contact }
}

/** The formatted name as given, else from its parts, else from whatever identifies the card. */
function completeName(
  name: Partial<Contact['name']>,
  { org, phones, emails }: Omit<Contact, 'name'>,
): Contact['name'] | undefined {
  const { prefix, first_name, middle_name, last_name, suffix } = name
  const composed = [prefix, first_name, middle_name, last_name, suffix].filter((part) => part !== undefined).join(' ')
  const fallback = [org?.company, phones?.find((p) => p.phone)?.phone, emails?.find((e) => e.email)?.email]
  const formatted_name = name.formatted_name ?? (composed || fallback.find((text) => text !== undefined))
  if (formatted_name === undefined) return undefined
  return composed === '' ? { formatted_name, first_name: formatted_name } : { ...name, formatted_name }
}

/** The list without empty entries; absent when none is left. */
function readEntries<Entry extends object>(
  item: Reader,
  key: string,
  read: (entry: Reader) => Entry,
): Entry[] | undefined {
  const entries = readList(item, key, anyNumber).map(read)
  const reported = entries.filter((entry) => Object.keys(entry).length > 0)
  return reported.length > 0 ? reported : undefined
}

function readOrg(item: Reader): Contact['org'] {
  const reader = readOptionalObject(item, 'org')
  const org = reader && readStrings(reader, orgFields, readOptionalProse)
  return org && Object.keys(org).length > 0 ? org : undefined
}

function readPhone(entry: Reader): { phone?: string; type?: string; wa_id?: string } {
  const fields = readStrings(entry, phoneFields)
  return present({ ...fields, phone: contactPhone(fields.phone, fields.wa_id) })
}

function readBirthday(item: Reader): string | undefined {
  const birthday = readOptionalText(item, 'birthday')
  if (birthday !== undefined && !isDay(birthday)) report(item, 'birthday', 'format', { expected: 'YYYY-MM-DD' })
  return birthday
}

/** Numbers and addresses are for programs, the rest for people. */
function readStrings<Field extends string>(
  reader: Reader,
  keys: readonly Field[],
  read: (reader: Reader, key: string) => string | undefined = readOptionalText,
): { [Key in Field]?: string } {
  const strings: { [Key in Field]?: string } = {}
  for (const key of keys) {
    const text = read(reader, key)
    if (text !== undefined) strings[key] = text
  }
  return strings
}

function contactsSchema(): TObject {
  const contact = withName(
    'Contact',
    Type.Object({
      name: Type.Optional(stringsSchema(nameFields)),
      phones: Type.Optional(
        Type.Array(stringsSchema(phoneFields), {
          description: '`phone` in E.164 form, with +; a full number without it is completed.',
        }),
      ),
      emails: Type.Optional(Type.Array(stringsSchema(emailFields))),
      addresses: Type.Optional(Type.Array(stringsSchema(addressFields))),
      org: Type.Optional(stringsSchema(orgFields)),
      urls: Type.Optional(Type.Array(stringsSchema(urlFields))),
      birthday: Type.Optional(Type.String({ pattern: date.source, description: 'YYYY-MM-DD' })),
    }),
  )
  const { min: minItems, max: maxItems } = limits.contacts
  return requestSchema(
    'contacts',
    { contacts: Type.Union([Type.Array(contact, { minItems, maxItems }), contact]) },
    {
      name: 'ContactsMessage',
      title: 'Contacts',
      description: 'Contact cards. A missing formatted name is composed from the rest of the card.',
      example: { type: 'contacts', userId: exampleUserId, contacts: [exampleContact] },
    },
  )
}

function stringsSchema(keys: readonly string[]): TObject {
  const properties: TProperties = {}
  for (const key of keys) properties[key] = Type.Optional(Type.String())
  return Type.Object(properties)
}
