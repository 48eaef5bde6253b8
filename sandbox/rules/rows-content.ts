/**
 * The rules for the envelope, which always apply, and for every message type except interactive and template. One a
 * line: name | codes | at once or late | description | source | text of its refusal.
 */

export const contentRows = {
  always: String.raw`
json | 100 | now | the body is a JSON object | WA:/messages/send-messages | not valid JSON
messaging-product | 100 | now | messaging_product is whatsapp | WA:/messages/send-messages | messaging_product
recipient-type | 100 | now | recipient_type, when given, is individual; groups are not supported
  | WA:/messages/send-messages | recipient_type
to | 100 | now | to is a phone number of 5 digits or more, or there is a recipient | WA:/messages/send-messages
  | \bto is
recipient | 100 | now | recipient is a business-scoped user id | WA:/business-scoped-user-ids | ^recipient is
context | 131009 131008 | now
  | context.message_id looks like a wamid; a message that quotes an unknown one is delivered without the quote
  | WA:/messages/contextual-replies | context\['message_id'\]
callback-data | 131009 | now | biz_opaque_callback_data has at most 512 characters | cloud-api.md 1.0
  | biz_opaque_callback_data
type | 100 | now | type is one that businesses send; text when left out | WA:/messages/send-messages
  | Param type must be
sender | 131021 | now | the recipient is not the sender | WA:/support/error-codes | is the sender
scoped-authentication | 131062 | now | authentication templates go to phone numbers only | WA:/business-scoped-user-ids
  | need a phone number
read-message | 131009 | now | only messages received by this number are marked as read
  | WA:/messages/mark-message-as-read | not a message received
typing-type | 131009 131008 | now | typing_indicator.type is text | WA:/typing-indicators | typing_indicator
`,
  content: String.raw`
text-body | 100 | now | text.body of 1 to 4096 characters | WA:/messages/text-messages | text\['body'\]
text-preview | 100 | now | preview_url is true or false | WA:/messages/text-messages | preview_url
media-source | 131009 131008 | now | media have an id or a link, not both | WA:/messages/image-messages
  | id or (?:a )?link
media-id | 100 | now | the id of media is one that was uploaded and has not expired | WA:/business-phone-numbers/media
  | media attachment ID
media-link | 131009 | now | a link is an http or https address | WA:/messages/image-messages | \['link'\] 
media-caption | 131009 | now | captions of images, videos and documents have at most 1024 characters
  | WA:/messages/image-messages | \['caption'\] length
media-no-caption | 131009 | now | audio and stickers have no caption | WA:/messages/audio-messages
  | \['caption'\] is not
document-filename | 131009 | now | file names have at most 240 characters (not stated by Meta; one client's cap)
  | cloud-api.md 1.1 | ^document\['filename'\]
audio-voice | 131009 | now | voice is true or false, and a voice note that was uploaded is Ogg
  | WA:/messages/audio-messages | audio\['voice'\]
location-latitude | 131009 131008 | now | latitude from -90 to 90, a number or its text | WA:/messages/location-messages
  | ^location\['latitude'\]
location-longitude | 131009 131008 | now | longitude from -180 to 180 | WA:/messages/location-messages
  | ^location\['longitude'\]
location-name | 131009 | now | the name of a place has at most 1000 characters (not stated by Meta) | cloud-api.md 1.1
  | ^location\['name'\]
location-address | 131009 | now | the address of a place has at most 1000 characters (not stated by Meta)
  | cloud-api.md 1.1 | ^location\['address'\]
contacts-count | 131009 131008 | now | 1 to 257 contacts | WA:/messages/contacts-messages | ^contacts count
contact-name | 131008 131009 | now | every contact has name.formatted_name | WA:/messages/contacts-messages
  | ^contacts\[\d+\]\['name'\]
contact-birthday | 131009 | now | birthday is YYYY-MM-DD | WA:/messages/contacts-messages | \['birthday'\]
contact-lists | 131009 | now | phones, emails, addresses and urls are arrays of objects | WA:/messages/contacts-messages
  | \['(?:phones|emails|addresses|urls)'\]
reaction-message | 131008 131009 | now | a reaction names a message_id | WA:/messages/reaction-messages
  | reaction\['message_id'\]
reaction-emoji | 131008 131009 | now | emoji is given; an empty one removes the reaction
  | WA:/messages/reaction-messages | reaction\['emoji'\]
`,
}
