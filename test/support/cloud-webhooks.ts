/**
 * Golden webhooks: one for each kind that Meta documents (cloud-api.md, sections 3.4 and 4.3 to 4.7), as builders of an
 * item, a change and a payload. Used by the tests of decode, by example and by chance.
 */
export type Json = Record<string, unknown>

export const phone = '16505551234'
export const scopedId = 'US.13491208655302741918'
export const phoneNumberId = '106540352242922'
export const wabaId = '102290129340398'

export const contacts = [
  { profile: { name: 'Sheena Nelson', username: '@sheena' }, wa_id: phone, user_id: scopedId, identity_key_hash: 'h' },
]

export const payloadOf = (...entries: Json[]): Json => ({ object: 'whatsapp_business_account', entry: entries })
export const entryOf = (...changes: Json[]): Json => ({ id: wabaId, time: 1751247548, changes })
export const messagesChange = (value: Json): Json => ({
  field: 'messages',
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId },
    ...value,
  },
})

export const messageOf = (id: string, member: Json): Json => ({
  from: phone,
  from_user_id: scopedId,
  id,
  timestamp: '1749416383',
  ...member,
})

export const statusOf = (id: string, status: string, more: Json = {}): Json => ({
  id,
  status,
  timestamp: '1750030073',
  recipient_id: phone,
  recipient_user_id: scopedId,
  ...more,
})

const answers = { context: { from: '15550783881', id: 'wamid.SENT' } }
const media = (mime: string, more: Json = {}): Json => ({
  id: '1003383421387256',
  mime_type: mime,
  sha256: 'SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=',
  ...more,
})

/** Every message member of section 4.3, with the type that its bubble gets. */
export const messageKinds: { name: string; bubble: string; member: Json }[] = [
  { name: 'text', bubble: 'text', member: { type: 'text', text: { body: 'Hola ñ 😀' } } },
  {
    name: 'text from an advertisement',
    bubble: 'text',
    member: {
      type: 'text',
      text: { body: 'Is this available?' },
      referral: { source_url: 'https://fb.me/1', source_id: '120226305854810726', source_type: 'ad', ctwa_clid: 'Aff' },
    },
  },
  {
    name: 'text about a product, forwarded',
    bubble: 'text',
    member: {
      type: 'text',
      text: { body: 'This one?' },
      context: {
        ...answers.context,
        frequently_forwarded: true,
        referred_product: { catalog_id: '194', product_retailer_id: 'di9o' },
      },
    },
  },
  {
    name: 'image',
    bubble: 'image',
    member: { type: 'image', image: media('image/jpeg', { caption: 'Look', url: 'https://lookaside.fbsbx.com/1' }) },
  },
  { name: 'video', bubble: 'video', member: { type: 'video', video: media('video/mp4') } },
  {
    name: 'document',
    bubble: 'file',
    member: { type: 'document', document: media('application/pdf', { filename: 'a.pdf', caption: 'c' }) },
  },
  {
    name: 'audio',
    bubble: 'audio',
    member: { type: 'audio', audio: media('audio/ogg; codecs=opus', { voice: true }) },
  },
  {
    name: 'sticker',
    bubble: 'sticker',
    member: { type: 'sticker', sticker: media('image/webp', { animated: false }) },
  },
  {
    name: 'location',
    bubble: 'location',
    member: {
      type: 'location',
      ...answers,
      location: { latitude: -0.1807, longitude: -78.4678, name: 'Quito', address: 'Centro' },
    },
  },
  {
    name: 'contacts',
    bubble: 'contacts',
    member: { type: 'contacts', contacts: [{ name: { formatted_name: 'Ana' }, phones: [{ phone: '+593987654321' }] }] },
  },
  {
    name: 'reaction',
    bubble: 'reaction',
    member: { type: 'reaction', reaction: { message_id: 'wamid.SENT', emoji: '😀' } },
  },
  {
    name: 'reaction taken back',
    bubble: 'reaction',
    member: { type: 'reaction', reaction: { message_id: 'wamid.SENT' } },
  },
  {
    name: 'template button',
    bubble: 'quick_reply',
    member: { type: 'button', ...answers, button: { payload: 'msg_a:0', text: 'Yes' } },
  },
  {
    name: 'reply button',
    bubble: 'quick_reply',
    member: {
      type: 'interactive',
      ...answers,
      interactive: { type: 'button_reply', button_reply: { id: 'msg_a:1', title: 'No' } },
    },
  },
  {
    name: 'row of a list',
    bubble: 'option',
    member: {
      type: 'interactive',
      ...answers,
      interactive: { type: 'list_reply', list_reply: { id: 'msg_a:2', title: 'Third', description: 'The last' } },
    },
  },
  {
    name: 'flow',
    bubble: 'flow',
    member: {
      type: 'interactive',
      ...answers,
      interactive: {
        type: 'nfm_reply',
        nfm_reply: { response_json: '{"flow_token":"msg_a","age":"7"}', body: 'Sent', name: 'flow' },
      },
    },
  },
  {
    name: 'call permission',
    bubble: 'call_permission',
    member: {
      type: 'interactive',
      ...answers,
      interactive: {
        type: 'call_permission_reply',
        call_permission_reply: {
          response: 'accept',
          is_permanent: false,
          expiration_timestamp: 1749503000,
          response_source: 'user_action',
        },
      },
    },
  },
  {
    name: 'order',
    bubble: 'order',
    member: {
      type: 'order',
      order: {
        catalog_id: '194836987003835',
        text: 'Love these!',
        product_items: [{ product_retailer_id: 'di9o', quantity: 2, item_price: 30, currency: 'USD' }],
      },
    },
  },
  {
    name: 'system',
    bubble: 'system',
    member: {
      type: 'system',
      system: { body: 'User A changed from X to Y', wa_id: '16505550000', type: 'user_changed_number' },
    },
  },
  {
    name: 'unsupported',
    bubble: 'unsupported',
    member: {
      type: 'unsupported',
      errors: [
        {
          code: 131051,
          title: 'Message type unknown',
          message: 'Message type unknown',
          error_data: { details: 'Not supported.' },
        },
      ],
      unsupported: { type: 'poll_update' },
    },
  },
  {
    name: 'edit',
    bubble: 'edit',
    member: {
      type: 'edit',
      edit: { original_message_id: 'wamid.OLD', message: { type: 'text', text: { body: 'Hola!' } } },
    },
  },
  { name: 'request_welcome', bubble: 'request_welcome', member: { type: 'request_welcome' } },
  { name: 'revoke', bubble: 'revoke', member: { type: 'revoke', revoke: { original_message_id: 'wamid.OLD' } } },
  { name: 'a kind of tomorrow', bubble: 'unsupported', member: { type: 'hologram', hologram: { depth: 3 } } },
]

const lateError = {
  code: 131049,
  title: 'Not delivered',
  message: 'Not delivered',
  error_data: { details: 'To maintain healthy ecosystem engagement.' },
  href: '/documentation/business-messaging/whatsapp/support/error-codes',
}

export const statusKinds: { name: string; status: string; item: Json }[] = [
  {
    name: 'sent',
    status: 'sent',
    item: {
      status: 'sent',
      biz_opaque_callback_data: 'msg_a.1',
      pricing: { billable: true, pricing_model: 'PMP', category: 'utility' },
    },
  },
  { name: 'delivered', status: 'delivered', item: { status: 'delivered' } },
  { name: 'read', status: 'read', item: { status: 'read' } },
  { name: 'played', status: 'read', item: { status: 'played' } },
  { name: 'failed', status: 'failed', item: { status: 'failed', recipient_user_id: undefined, errors: [lateError] } },
]

export const templateStatusChange: Json = {
  field: 'message_template_status_update',
  value: {
    event: 'PAUSED',
    message_template_id: 1689556908129832,
    message_template_name: 'order_confirmation',
    message_template_language: 'en-US',
    reason: 'NONE',
    message_template_category: 'UTILITY',
    other_info: { title: 'FIRST_PAUSE', description: 'Low quality' },
  },
}
export const templateChanges: Json[] = [
  templateStatusChange,
  {
    field: 'message_template_quality_update',
    value: {
      previous_quality_score: 'GREEN',
      new_quality_score: 'YELLOW',
      message_template_id: 1,
      message_template_name: 'promo',
      message_template_language: 'pt_BR',
    },
  },
  {
    field: 'template_category_update',
    value: {
      message_template_id: 1,
      message_template_name: 'promo',
      message_template_language: 'es',
      previous_category: 'UTILITY',
      new_category: 'MARKETING',
    },
  },
  {
    field: 'message_template_components_update',
    value: { message_template_id: 1, message_template_name: 'promo', message_template_language: 'es_MX' },
  },
]

export const accountFields = [
  'account_alerts',
  'account_review_update',
  'account_update',
  'business_capability_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'security',
  'user_preferences',
  'calls',
  'history',
  'smb_message_echoes',
  'smb_app_state_sync',
  'automatic_events',
  'payment_configuration_update',
  'business_username_update',
]

/** Each golden item in a payload of its own. */
export const golden: { name: string; payload: Json }[] = [
  ...messageKinds.map(({ name, member }) => ({
    name,
    payload: payloadOf(entryOf(messagesChange({ contacts, messages: [messageOf('wamid.IN', member)] }))),
  })),
  ...statusKinds.map(({ name, item }) => ({
    name: `status ${name}`,
    payload: payloadOf(entryOf(messagesChange({ contacts, statuses: [{ ...statusOf('wamid.OUT', ''), ...item }] }))),
  })),
  ...templateChanges.map((change) => ({ name: String(change.field), payload: payloadOf(entryOf(change)) })),
  ...accountFields.map((field) => ({ name: field, payload: payloadOf(entryOf({ field, value: { event: 'X' } })) })),
  {
    name: 'account-level errors',
    payload: payloadOf(entryOf(messagesChange({ errors: [{ code: 130429, title: 'Rate limit hit' }] }))),
  },
]
