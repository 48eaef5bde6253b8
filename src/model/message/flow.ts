/**
 * A text with a button that opens a WhatsApp Flow: `type: "flow"` (user's documents, 13), and the newer path of its
 * own, whose body has neither type nor recipient. The document's example gives both `flow_id` and `flow_name`; Meta
 * takes one: the id.
 */
import { Type } from 'typebox'
import {
  present,
  type Reader,
  readChoice,
  readObject,
  readOptionalObject,
  readOptionalText,
  readProse,
  report,
} from '../request/check.ts'
import { withName } from '../request/named.ts'
import { sendAtField } from '../request/send-at.ts'
import type { FlowContent } from './content.ts'
import {
  bodyField,
  exampleUserId,
  type Family,
  interactive,
  optionalTextField,
  requestSchema,
  textField,
} from './family.ts'
import { quoteFields } from './reference.ts'

const limits = { title: interactive.header, text: interactive.body, caption: interactive.footer, flowCta: 30 } as const

const modes = ['published', 'draft'] as const
const actions = ['navigate', 'data_exchange'] as const
const defaultVersion = '3'

const parametersField = withName(
  'FlowParameters',
  Type.Object({
    flow_id: optionalTextField('Id of the Flow. It or `flow_name` is required; with both, the id is used.'),
    flow_name: optionalTextField('Name of the Flow.'),
    flow_cta: textField('Text of the button.', limits.flowCta),
    flow_action_payload: Type.Optional(
      Type.Object({
        screen: optionalTextField('First screen.'),
        data: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Data for the first screen.' })),
      }),
    ),
    mode: Type.Optional(Type.Enum(modes, { default: modes[0] })),
    flow_action: Type.Optional(Type.Enum(actions, { default: actions[0] })),
    flow_message_version: Type.Optional(Type.String({ default: defaultVersion })),
    flow_token: optionalTextField('Returned with the reply. The id of the message by default.'),
  }),
)

const fields = {
  title: textField('Header.', limits.title),
  text: bodyField(),
  caption: textField('Footer.', limits.caption),
  parameters: parametersField,
}

const example = {
  text: 'Hello World😎',
  caption: 'Jelou',
  title: 'Hi',
  parameters: {
    flow_id: 'FLOW_ID',
    flow_cta: 'FLOW_CTA',
    flow_name: 'FLOW_NAME',
    flow_action_payload: { screen: 'RECOMMEND' },
    mode: 'draft',
    flow_action: 'navigate',
    flow_message_version: '3',
  },
}

const description = 'A text with a button that opens a WhatsApp Flow.'

/** Body of POST /v1/bots/{botId}/users/{userId}/flow_message. */
export const flowBodySchema = withName(
  'FlowOfUser',
  Type.Object(
    { ...fields, ...quoteFields, sendAt: sendAtField },
    { title: 'Flow message', description, examples: [example] },
  ),
)

export const flowMessage: Family<FlowContent> = {
  schemas: [
    requestSchema('flow', fields, {
      name: 'FlowMessage',
      title: 'Flow button',
      description,
      example: { type: 'flow', userId: exampleUserId, ...example },
    }),
  ],
  parse,
}

function parse(body: Reader): FlowContent {
  const parameters = readObject(body, 'parameters')
  const payload = readOptionalObject(parameters, 'flow_action_payload')
  return present({
    type: 'flow',
    title: readProse(body, 'title', limits.title),
    text: readProse(body, 'text', limits.text),
    caption: readProse(body, 'caption', limits.caption),
    ...readFlowReference(parameters),
    flowCta: readProse(parameters, 'flow_cta', limits.flowCta),
    mode: readChoice(parameters, 'mode', modes, modes[0]),
    action: readChoice(parameters, 'flow_action', actions, actions[0]),
    screen: payload && readOptionalText(payload, 'screen'),
    data: payload && readData(payload),
    version: readOptionalText(parameters, 'flow_message_version') ?? defaultVersion,
    token: readOptionalText(parameters, 'flow_token'),
  })
}

function readFlowReference(parameters: Reader): { flowId?: string; flowName?: string } {
  const flowId = readOptionalText(parameters, 'flow_id')
  const flowName = readOptionalText(parameters, 'flow_name')
  if (flowId !== undefined) return { flowId }
  if (flowName === undefined) report(parameters, 'flow_id', 'required')
  return { flowName }
}

/** Meta refuses an empty object here and allows omitting it. */
function readData(payload: Reader): Record<string, unknown> | undefined {
  const data = readOptionalObject(payload, 'data')?.fields
  return data && Object.keys(data).length > 0 ? data : undefined
}
