/** The body of POST /v1/hsm/file for OpenAPI; the parser in `request.ts` decides. */
import { Type } from 'typebox'
import { withName, withParts } from '../request/named.ts'
import { hsmRequestSchema, templateParts } from '../template/request-schema.ts'
import { maxParameters } from './request.ts'

const { properties } = hsmRequestSchema
const optional = Type.Optional

export const campaignRequestSchema = Type.Object(
  {
    campaignName: Type.String({ minLength: 1, maxLength: 200, examples: ['Promo mayo'] }),
    elementName: properties.elementName,
    botId: Type.String({ examples: ['demo'] }),
    fileUrl: optional(
      Type.String({
        format: 'uri',
        'x-meant-by': ['file', 'csvUrl', 'url'],
        description:
          'Public https address of the CSV file. A form may contain the file itself instead, in any file field.',
      }),
    ),
    params: optional(
      Type.Array(
        Type.Object({
          param: Type.Union([Type.Integer({ minimum: 1 }), Type.String()], {
            description: "Number of the body's variable, from 1, or its name",
          }),
          column: Type.String({ description: 'Name of the column in the header' }),
        }),
        { maxItems: maxParameters, description: 'Mapping of columns to variables; by default in order' },
      ),
    ),
    scheduledAt: optional(
      Type.String({
        format: 'date-time',
        'x-meant-by': [
          'sendAt',
          'sendDate',
          'sendTime',
          'schedule',
          'scheduledFor',
          'scheduleDate',
          'scheduleTime',
          'startAt',
        ],
        description: 'Start time, with its zone',
        examples: ['2027-11-07T05:31:56Z'],
      }),
    ),
    type: properties.type,
    ...templateParts.properties,
  },
  {
    description:
      'A template to every row of a CSV file: UTF-8, a header row, the phones in the first ' +
      'column. Any text may contain `{{column}}`, which each row fills.',
    examples: [
      {
        campaignName: 'Promo mayo',
        elementName: 'demo_text',
        botId: 'demo',
        fileUrl: 'https://cdn.ejemplo.com/clientes.csv',
        params: [
          { param: 1, column: 'nombre' },
          { param: 2, column: 'pedido' },
        ],
      },
    ],
  },
)

withName('NewCampaign', withParts(campaignRequestSchema, templateParts))
