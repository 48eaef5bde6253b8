/** Schemas of the templates' routes: for OpenAPI and queries. `model/template` validates bodies: it reports more. */
import { Type } from 'typebox'
import { withName, withNames, withParts } from '../../model/request/named.ts'
import { elementNamePattern } from '../../model/template/create.ts'
import { maxPriceSchemas } from '../../model/template/create-record.ts'
import { hsmRequestSchema, templateParts } from '../../model/template/request-schema.ts'
import { page, pageQuery } from '../kit/page.ts'
import { botParams, instant, oneOf, succeeded } from '../kit/schemas.ts'

const optional = Type.Optional
const text = Type.String()
const orNull = Type.Union([Type.String(), Type.Null()])
const params = Type.Array(Type.Object({ label: text, param: text }))
const language = Type.String({ description: 'es, es_MX or es-MX, in any case; pt is pt_BR.', examples: ['es'] })
const category = Type.String({ enum: ['UTILITY', 'MARKETING', 'AUTHENTICATION'], examples: ['UTILITY'] })
const component = Type.Object({ type: text }, { additionalProperties: true })

export const templateParams = Type.Object({
  botId: botParams.properties.botId,
  elementName: Type.String({ description: 'Name of the template.', examples: ['demo_text'] }),
})

export const templatesQuery = Type.Object({
  ...pageQuery.properties,
  query: optional(Type.String({ maxLength: 512, description: "Part of the element's name." })),
  status: optional(
    Type.String({
      description: 'All but DELETED by default.',
      examples: ['APPROVED'],
    }),
  ),
  category: optional(Type.String({ description: 'UTILITY, MARKETING or AUTHENTICATION', examples: ['UTILITY'] })),
  language: optional(language),
})

export const languageQuery = Type.Object({ language: optional(language) })
export const removalQuery = Type.Object({
  language: optional(Type.String({ description: 'Of several translations; `all` deletes each.', examples: ['es'] })),
})

const flag = oneOf(['true', 'false'], { description: 'Whether it goes to Meta, or is a draft.', examples: ['true'] })

/** The compatible API spells it with one p. */
export const sendQuery = Type.Object({
  sendToAprove: optional(flag),
  sendToApprove: optional(flag),
})
export const editQuery = Type.Object({ ...sendQuery.properties, language: optional(language) })

const shared = {
  template: text,
  displayName: text,
  elementName: text,
  params,
  paramsNumber: Type.Integer(),
  isVisible: Type.Boolean(),
  language: Type.String({ description: 'In capital letters.', examples: ['ES'] }),
  createdAt: instant,
  updatedAt: instant,
  status: text,
  category: text,
  type: text,
}

const sharedSchema = Type.Object(shared)

export const templateSchema = Type.Object({
  ...shared,
  languageCode: Type.String({ description: "In Meta's spelling.", examples: ['es_MX'] }),
  metaId: orNull,
  quality: orNull,
  reason: Type.Union([Type.String(), Type.Null()], { description: "Meta's reason for refusing or stopping it." }),
  parameterFormat: text,
  subCategory: orNull,
  displayFormat: orNull,
  maxPrice: Type.Union([Type.Integer(), Type.Null()]),
  ctaUrlLinkTrackingOptedOut: Type.Union([Type.Boolean(), Type.Null()]),
  libraryTemplateName: orNull,
  components: Type.Array(component, { description: "Meta's own JSON." }),
  draft: Type.Union(
    [Type.Object({ category: text, components: Type.Array(component), displayName: text }), Type.Null()],
    {
      description: 'A local draft, while Meta has another template of the same name.',
    },
  ),
})

const oldTemplateSchema = Type.Object({
  id: Type.Integer({ description: 'A stable number.' }),
  ...shared,
  companyId: Type.Null(),
  botId: text,
  shouldAssign: Type.Boolean(),
  teamId: Type.Null(),
})

export const templateListSchema = withParts(
  Type.Object({
    data: Type.Array(templateSchema, { description: 'The page, in the newer shape.' }),
    ...page.properties,
    results: Type.Array(oldTemplateSchema, { description: 'The same page, in the older shape.' }),
    links: Type.Array(Type.Object({ number: Type.Integer(), url: text }), { description: 'Up to 100 pages.' }),
  }),
  page,
)

export function done<Data extends Parameters<typeof Type.Object>[0][string]>(data: Data) {
  return withParts(Type.Object({ ...succeeded.properties, data }), succeeded)
}

export const templatesSchema = Type.Object({ data: Type.Array(templateSchema) })
export const removedSchema = done(Type.Object({ elementName: text, languages: Type.Array(text) }))
export const syncedSchema = done(
  Type.Object({
    added: Type.Integer(),
    changed: Type.Integer(),
    unchanged: Type.Integer(),
    removed: Type.Integer(),
  }),
)

const param = Type.Object({ param: text, label: optional(text), example: optional(text) })
const open = { additionalProperties: true }

const fields = {
  displayName: optional(text),
  isVisible: optional(Type.Boolean()),
  template: optional(
    Type.String({ description: 'The body, with {{1}} or {{first_name}}. Required without `components`.' }),
  ),
  params: optional(Type.Array(param, { description: 'One for each variable of the body, with an example.' })),
  paramsNumber: optional(Type.Integer()),
  type: optional(
    Type.String({ enum: ['HSM', 'IMAGE', 'VIDEO', 'DOCUMENT', 'GIF', 'LOCATION', 'PRODUCT'], default: 'HSM' }),
  ),
  mediaUrl: optional(
    Type.String({ format: 'uri', description: 'Sample file of an image, video or document header; uploaded to Meta.' }),
  ),
  header: optional(Type.String({ maxLength: 60 })),
  headerParams: optional(Type.Array(param)),
  exampleHeader: optional(Type.String({ description: 'Sample of the header, or of its variable.' })),
  example: optional(Type.String({ description: 'Sample of the whole body, instead of examples in `params`.' })),
  footer: optional(Type.String({ maxLength: 60 })),
  interactiveAction: optional(Type.String({ enum: ['NONE', 'CALL_TO_ACTION', 'QUICK_REPLY', 'OTP'] })),
  buttons: optional(
    Type.Array(
      Type.Object(
        {
          type: Type.String({ examples: ['QUICK_REPLY'] }),
          text: optional(Type.String({ maxLength: 25 })),
          url: optional(text),
          phone_number: optional(text),
          example: optional(Type.Union([text, Type.Array(text)])),
        },
        open,
      ),
      { maxItems: 10 },
    ),
  ),
  extraSettings: optional(
    Type.Object({
      addSecurityRecommendation: optional(Type.Boolean()),
      codeExpirationMinutes: optional(Type.Integer({ minimum: 1, maximum: 90 })),
      allowChangeCategory: optional(Type.Boolean()),
    }),
  ),
  components: optional(Type.Array(component, { description: "Meta's own JSON, instead of all of the above." })),
  parameterFormat: optional(Type.String({ enum: ['POSITIONAL', 'NAMED'] })),
  parameter_format: optional(
    Type.String({ enum: ['POSITIONAL', 'NAMED'], description: "Meta's name for `parameterFormat`." }),
  ),
  allow_category_change: optional(
    Type.Boolean({ description: "Meta's name for `extraSettings.allowChangeCategory`." }),
  ),
  message_send_ttl_seconds: optional(Type.Integer()),
  subCategory: optional(Type.String({ examples: ['ORDER_STATUS'] })),
  sub_category: optional(Type.String({ description: "Meta's name for `subCategory`." })),
  displayFormat: optional(Type.String({ examples: ['ORDER_DETAILS'] })),
  display_format: optional(Type.String({ description: "Meta's name for `displayFormat`." })),
  ...maxPriceSchemas,
  ctaUrlLinkTrackingOptedOut: optional(Type.Boolean({ description: 'Meta does not count clicks on the addresses.' })),
  cta_url_link_tracking_opted_out: optional(
    Type.Boolean({ description: "Meta's name for `ctaUrlLinkTrackingOptedOut`." }),
  ),
}

const fieldsSchema = Type.Object(fields)

const libraryName = Type.String({ description: "A template from Meta's library, instead of texts." })
const libraryButtons = withName(
  'LibraryButtonInputs',
  Type.Array(Type.Object({ type: text }, open), { description: "Inputs for its buttons, in Meta's format." }),
)
const libraryBody = Type.Object({}, open)
/** In either spelling, Recado's and Meta's. */
const fromLibrary = {
  libraryTemplateName: optional(libraryName),
  library_template_name: optional(libraryName),
  libraryTemplateButtonInputs: optional(libraryButtons),
  library_template_button_inputs: optional(libraryButtons),
  libraryTemplateBodyInputs: optional(libraryBody),
  library_template_body_inputs: optional(libraryBody),
}
const metaName = optional(Type.String({ description: "Meta's name for `elementName`." }))

export const createSchema = Type.Object(
  {
    elementName: Type.String({ pattern: elementNamePattern, description: 'Stored unchanged, without a prefix.' }),
    language,
    category,
    name: metaName,
    ...fields,
    ...fromLibrary,
  },
  {
    examples: [
      {
        elementName: 'order_sent',
        displayName: 'Order sent',
        language: 'es',
        category: 'UTILITY',
        type: 'HSM',
        template: 'Hola {{1}}, tu pedido {{2}} va en camino.',
        params: [
          { param: '1', label: 'Nombre', example: 'Ana' },
          { param: '2', label: 'Pedido', example: 'A-1024' },
        ],
        paramsNumber: 2,
        isVisible: true,
        interactiveAction: 'QUICK_REPLY',
        buttons: [{ type: 'QUICK_REPLY', text: 'Gracias' }],
      },
    ],
  },
)

export const editSchema = Type.Object({
  elementName: optional(Type.String({ description: "If given, it must equal the path's." })),
  name: metaName,
  language: optional(language),
  category: optional(category),
  ...fields,
})

const { elementName: _name, destinations: _destinations, ...sendFields } = hsmRequestSchema.properties
export const previewRequestSchema = Type.Object(
  { ...sendFields, parameters: optional(sendFields.parameters) },
  { examples: [{ parameters: ['Ana', 'A-1024'] }] },
)

const button = withName(
  'PreviewButton',
  Type.Object({
    text,
    url: optional(text),
    code: optional(text),
    payload: optional(Type.Unknown({ description: 'Returned on a tap.' })),
    sections: optional(
      Type.Array(Type.Object({ title: text, products: Type.Array(text) }), { description: 'Products that it shows.' }),
    ),
    order: optional(Type.Unknown({ description: 'The order to pay.' })),
  }),
)
const header = Type.Object({ kind: text, text: optional(text), link: optional(text) }, open)

export const previewSchema = Type.Object({
  data: Type.Object({
    elementName: text,
    language: text,
    status: text,
    header: optional(header),
    body: text,
    footer: optional(text),
    buttons: Type.Array(button),
    cards: optional(Type.Array(Type.Object({ header, body: text, buttons: Type.Array(button) }))),
    orderStatus: optional(Type.Object({ referenceId: text, status: text, description: optional(text) })),
  }),
})

withParts(previewRequestSchema, templateParts)
withParts(editSchema, fieldsSchema)
withParts(createSchema, fieldsSchema)
withParts(templateSchema, sharedSchema)
withParts(oldTemplateSchema, sharedSchema)
withNames({
  TemplateFields: fieldsSchema,
  TemplateHead: sharedSchema,
  TemplateComponent: component,
  Template: templateSchema,
  TemplateOldForm: oldTemplateSchema,
  TemplateList: templateListSchema,
  TemplateTranslations: templatesSchema,
  TemplateDeleted: removedSchema,
  TemplatesSynced: syncedSchema,
  NewTemplate: createSchema,
  TemplateChange: editSchema,
  TemplateValues: previewRequestSchema,
  TemplatePreview: previewSchema,
})
