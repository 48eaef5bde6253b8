/**
 * The older template send, one person at a time: `{type: "template", templateId, userId, parameters: {name: value}}`,
 * on the messages path or in a campaign (jelou-api.md, 5.7 and 8.3). Parsed here, then converted to the newer form and
 * checked against the template like it. Pure, never throws.
 */
import { Type } from 'typebox'
import type { Checked, Violation } from '../errors/violation.ts'
import {
  exactText,
  isPresent,
  type Reader,
  readAnyText,
  readOptionalObject,
  readOptionalText,
  readRoot,
  readText,
  report,
} from '../request/check.ts'
import { withName, withParts } from '../request/named.ts'
import { composed } from '../text/length.ts'
import { readUserIdText } from '../user/phone.ts'
import type { TemplateDefinition } from './definition.ts'
import type { FitNotice } from './hold.ts'
import { parameterProblem } from './read.ts'
import { type HsmContext, type HsmRequest, readSendParts, type SendParts } from './request.ts'
import { hsmRequestSchema, templateParts } from './request-schema.ts'
import { shapeOf } from './shape.ts'
import { placeValues } from './values.ts'

export type TemplateByIdRequest = {
  templateId: string
  userId: string
  parameters: Record<string, string>
  parts: SendParts
}

const {
  elementName: _name,
  destinations: _to,
  parameters: _values,
  type: _type,
  ...partsSchema
} = hsmRequestSchema.properties

const valuesField = withName(
  'NamedValues',
  Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
    description:
      "Values by the variables' names, or all by number; for numbered ones " +
      'also by their labels, or in the order given, ' +
      'which the header Recado-Notice reports. A named variable of the ' +
      'header counts too. Unknown names are refused.',
  }),
)

const named = withName(
  'TemplateById',
  Type.Object({
    templateId: Type.String({ description: "Meta's id of the template, or its element name." }),
    userId: Type.String({ description: 'Digits with country code.' }),
    parameters: Type.Optional(valuesField),
    campaignId: partsSchema.campaignId,
    sendAt: partsSchema.sendAt,
    botId: Type.Optional(Type.String({ description: "If given, it must equal the path's bot." })),
  }),
)
/** What it has in common with other requests for a template. */
export const templateByIdParts = [templateParts, named]

export const templateByIdSchema = Type.Object(
  { type: Type.Optional(Type.String({ examples: ['template'] })), ...partsSchema, ...named.properties },
  { title: 'Template by id' },
)

withName('TemplateMessageById', withParts(templateByIdSchema, ...templateByIdParts))

export function parseTemplateById(
  body: unknown,
  { botId, ...context }: HsmContext & { botId: string },
): Checked<TemplateByIdRequest> {
  const violations: Violation[] = []
  const root = readRoot(body, violations, ['userId', 'templateId', 'botId'])
  if (root === undefined) return { ok: false, violations }
  const templateId = readText(root, 'templateId', 512)
  const written = readText(root, 'userId')
  const userId = readUserIdText(written)
  if (written.trim() !== '' && userId === undefined) report(root, 'userId', 'phone_digits')
  const repeated = readOptionalText(root, 'botId')
  if (repeated !== undefined && repeated !== botId) report(root, 'botId', 'mismatch', { expected: botId })
  const parts = readSendParts(root, context)
  const value: TemplateByIdRequest = { templateId, userId: userId ?? written, parameters: readValues(root), parts }
  return violations.length > 0 ? { ok: false, violations } : { ok: true, value }
}

function readValues(root: Reader): Record<string, string> {
  const given = readOptionalObject(root, 'parameters')
  if (given === undefined) return {}
  const names = Object.keys(given.fields).filter((name) => isPresent(given, name))
  return Object.fromEntries(names.map((name) => [name, readValue(given, name)]))
}

function readValue(given: Reader, name: string): string {
  const value = given.fields[name]
  const text = exactText(value) ?? readAnyText(given, name)
  const problem = text === undefined ? undefined : parameterProblem(text)
  if (problem !== undefined) report(given, name, problem)
  return composed(text ?? '')
}

/**
 * The same send in the newer form: values in the order of the body's variables, and a named variable of the header in
 * its place. `labels`: names that people gave to these, by their numbers.
 */
export function hsmRequestOf(
  { userId, parameters, parts }: TemplateByIdRequest,
  definition: TemplateDefinition,
  labels?: string[],
): Checked<HsmRequest> & { notices?: FitNotice[] } {
  const { header, body } = shapeOf(definition)
  const names = Object.keys(parameters)
  const inHeader =
    header.kind === 'text' && header.text.named ? header.text.variables.filter((one) => names.includes(one)) : []
  const ofBody = names.filter((name) => !inHeader.includes(name) || body.variables.includes(name))
  const placed = placeValues(ofBody, definition, { path: 'parameters', labels })
  const isTwice = inHeader.length > 0 && parts.headerParameters.length > 0
  if (isTwice)
    return { ok: false, violations: [{ path: 'headerParameters', rule: 'exclusive', args: { other: 'parameters' } }] }
  if (!placed.ok) return placed
  const headerValues = inHeader.map((name) => parameters[name] ?? '')
  const value: HsmRequest = {
    elementName: definition.elementName,
    destinations: [userId],
    parameters: placed.keys.map((key) => parameters[key] ?? ''),
    type: 'text',
    ...parts,
    headerParameters: headerValues.length > 0 ? headerValues : parts.headerParameters,
  }
  const notices: FitNotice[] = placed.isByPlace ? [{ kind: 'parameters_by_place', path: 'parameters' }] : []
  return { ok: true, value, notices }
}
