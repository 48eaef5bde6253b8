/**
 * The older template send, one person at a time: `{type: "template", templateId, userId, parameters: {name: value}}`, on the messages
 * path or in a campaign (jelou-api.md, 5.7 and 8.3). Read here, then put in the form of the newer one and held against the
 * template like it. Pure, never throws; called by http.
 */
import { Type } from 'typebox'
import {
  exactText,
  isPresent,
  present,
  type Reader,
  readAnyText,
  readOptionalObject,
  readOptionalText,
  readRoot,
  readText,
  report,
} from '../check.ts'
import type { Actions } from '../content.ts'
import { isUserId } from '../phone.ts'
import type { Checked, Violation } from '../violation.ts'
import type { TemplateDefinition } from './definition.ts'
import { parameterProblem } from './read.ts'
import { type HsmRequest, hsmRequestSchema, readActions } from './request.ts'
import { placeValues } from './values.ts'

export type TemplateByIdRequest = {
  templateId: string
  userId: string
  parameters: Record<string, string>
  actions?: Actions
}

export const templateByIdSchema = Type.Object(
  {
    type: Type.Optional(Type.String({ examples: ['template'] })),
    templateId: Type.String({ description: "Meta's id of the template, or its element name." }),
    userId: Type.String({ description: 'Phone of the person: digits with country code.' }),
    parameters: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
        description:
          "Values by the variables' names, or all by number; for numbered ones also by their labels, or else in the order in which " +
          'they are given. A name that is no variable is refused.',
      }),
    ),
    actions: Type.Optional(hsmRequestSchema.properties.actions),
    botId: Type.Optional(Type.String({ description: 'When given: the bot of the path.' })),
  },
  { title: 'Template by id' },
)

export function parseTemplateById(body: unknown, botId: string): Checked<TemplateByIdRequest> {
  const violations: Violation[] = []
  const root = readRoot(body, violations, ['userId', 'templateId', 'botId'])
  if (root === undefined) return { ok: false, violations }
  const templateId = readText(root, 'templateId', 512)
  const userId = readText(root, 'userId')
  if (userId !== '' && !isUserId(userId)) report(root, 'userId', 'phone_digits')
  const repeated = readOptionalText(root, 'botId')
  if (repeated !== undefined && repeated !== botId) report(root, 'botId', 'mismatch', { expected: botId })
  const value = present<TemplateByIdRequest>({
    templateId,
    userId,
    parameters: readValues(root),
    actions: readActions(root),
  })
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
  return text ?? ''
}

/** The same send in the newer form: values in the order of the body's variables. `labels`: what people called these. */
export function hsmRequestOf(
  { userId, parameters }: TemplateByIdRequest,
  definition: TemplateDefinition,
  labels?: string[],
): Checked<HsmRequest> {
  const placed = placeValues(Object.keys(parameters), definition, { path: 'parameters', labels })
  if (!placed.ok) return placed
  const value: HsmRequest = {
    elementName: definition.elementName,
    destinations: [userId],
    parameters: placed.keys.map((key) => parameters[key] ?? ''),
    type: 'text',
    typeGiven: false,
    headerParameters: [],
    buttonParameters: [],
    buttonPayloads: [],
    dynamicUrlParameters: [],
    cards: [],
  }
  return { ok: true, value }
}
