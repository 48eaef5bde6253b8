/**
 * The rules for interactive messages, kind by kind. One a line, continued by indented ones: name | codes | at once or
 * late | description | source | text of its refusal.
 */

export const interactiveRows = String.raw`
interactive-type | 131009 131008 | now | interactive.type is one that businesses send | cloud-api.md 1.2
  | ^interactive\['type'\]
interactive-action | 131008 | now | interactive.action is given | WA:/messages/interactive-list-messages
  | ^interactive\['action'\] is required
interactive-body | 131009 131008 | now
  | a body of 1 to 1024 characters (lists 4096: the page, against 1024 in the OpenAPI); optional for products
  | WA:/messages/interactive-list-messages | ^interactive\['body'\]
interactive-footer | 131009 131008 | now | a footer of 1 to 60 characters
  | WA:/messages/interactive-reply-buttons-messages | ^interactive\['footer'\]\['text'\]
interactive-no-footer | 131009 | now | no footer on location requests, call permissions and carousels
  | WA:/messages/location-request-messages | ^interactive\['footer'\] is not
header-text | 131009 131008 | now | a text header of 1 to 60 characters
  | WA:/messages/interactive-reply-buttons-messages | ^interactive\['header'\]\['text'\]
header-text-null | 131009 | now | a text header has a text | cloud-api.md 1.2 | Text cannot be null
header-type | 131009 | now | a header is text, image, video or document; lists and product lists take text only
  | WA:/messages/interactive-list-messages | ^interactive\['header'\]\['type'\]
header-none | 131009 | now | no header on location requests, carousels, products and catalogs
  | WA:/messages/location-request-messages | ^interactive\['header'\] is not
header-required | 131008 | now | product lists have a header | WA:/catalogs/sell-products-and-services/share-products
  | ^interactive\['header'\] is required
buttons-count | 131009 131008 | now | 1 to 3 reply buttons | WA:/messages/interactive-reply-buttons-messages
  | ^interactive\['action'\]\['buttons'\] (?:count|is required|must)
button-id | 131009 131008 | now | button ids of 1 to 256 characters | WA:/messages/interactive-reply-buttons-messages
  | \['reply'\]\['id'\] (?:length|is required|must|cannot be blank)
button-id-trimmed | 131009 | now | button ids do not begin or end with a space
  | WA:/messages/interactive-reply-buttons-messages | \['id'\] cannot begin
button-title | 131009 131008 | now | button titles of 1 to 20 characters
  | WA:/messages/interactive-reply-buttons-messages | \['reply'\]\['title'\]
button-ids-unique | 131009 | now | button ids are unique | WA:/messages/interactive-reply-buttons-messages
  | ^Button id must be unique
button-titles-unique | 131009 | now | button titles are unique | WA:/messages/interactive-reply-buttons-messages
  | ^Button title must be unique
list-button | 131009 131008 | now | the text that opens a list has 1 to 20 characters
  | WA:/messages/interactive-list-messages | ^interactive\['action'\]\['button'\]
sections-count | 131009 131008 | now | 1 to 10 sections | WA:/messages/interactive-list-messages
  | ^interactive\['action'\]\['sections'\] (?:count|is required|must)
section-title | 131009 131008 | now | section titles of 1 to 24 characters, required when there are several
  | WA:/messages/interactive-list-messages | \['sections'\]\[\d+\]\['title'\]
section-items | 131009 131008 | now | no section is empty | WA:/messages/interactive-list-messages
  | \['sections'\]\[\d+\]\['(?:rows|product_items)'\] (?:count|is required|must)
rows-total | 131009 | now | 10 rows in all sections together | WA:/messages/interactive-list-messages | ^Total row count
row-id | 131009 131008 | now | row ids of 1 to 200 characters | WA:/messages/interactive-list-messages
  | \['rows'\]\[\d+\]\['id'\]
row-title | 131009 131008 | now | row titles of 1 to 24 characters | WA:/messages/interactive-list-messages
  | \['rows'\]\[\d+\]\['title'\]
row-description | 131009 | now | row descriptions of at most 72 characters | WA:/messages/interactive-list-messages
  | \['rows'\]\[\d+\]\['description'\]
row-ids-unique | 131009 | now | row ids are unique | WA:/messages/interactive-list-messages | ^Row id must be unique
action-name | 131009 | now | action.name is that of the kind | WA:/messages/interactive-cta-url-messages
  | ^interactive\['action'\]\['name'\]
display-text | 131009 131008 | now | the text of a URL or call button has at most 20 characters
  | WA:/messages/interactive-cta-url-messages | \['display_text'\]
cta-url | 131009 131008 | now | the url of a URL button is an http or https address
  | WA:/messages/interactive-cta-url-messages | \['url'\]
flow-id | 131009 | now | exactly one of flow_id and flow_name is given | WA:/flows/guides/sendingaflow
  | flow_id or flow_name
flow-mode | 131009 | now | mode is draft or published | WA:/flows/guides/sendingaflow | \['mode'\]
flow-action | 131009 | now | flow_action is navigate or data_exchange | WA:/flows/guides/sendingaflow
  | \['flow_action'\]
flow-version | 131008 131009 | now | flow_message_version is given | WA:/flows/guides/sendingaflow
  | \['flow_message_version'\]
flow-cta | 131009 131008 | now | flow_cta of 1 to 30 characters (advised on the page, maxLength in the OpenAPI)
  | WA:/flows/guides/sendingaflow | \['flow_cta'\]
flow-data | 131009 | now | the data of a flow, when given, are not empty | WA:/flows/guides/sendingaflow
  | \['flow_action_payload'\]\['data'\]
flow-payload | 131009 | now | flow_action_payload is an object | WA:/flows/guides/sendingaflow
  | \['flow_action_payload'\] must
flow-screen | 131008 131009 | now | a payload names its screen | WA:/flows/guides/sendingaflow | \['screen'\]
flow-mode-state | 131009 | now | a flow that the sandbox knows is sent published, or as a draft while it is one
  | WA:/flows/guides/sendingaflow | ^Flow with .* is in
flow-blocked | 132068 | now | a flow is not blocked | WA:/support/error-codes | ^Flow with .* is blocked
flow-throttled | 132069 | now | a flow is not throttled | WA:/support/error-codes | ^Flow with .* is throttled
call-ttl | 131009 | now | ttl_minutes from 1 to 43200 | WA:/calling/call-button-messages-deep-links | \['ttl_minutes'\]
call-payload | 131009 | now | payload of at most 512 characters | WA:/calling/call-button-messages-deep-links
  | \['payload'\]
cards-count | 131009 131008 | now | 2 to 10 cards | cloud-api.md 1.2 (carousel)
  | ^interactive\['action'\]\['cards'\] (?:count|is required|must)
card-index | 131009 | now | card_index, when given, is the position of the card | cloud-api.md 1.2 (carousel)
  | \['card_index'\]
card-header | 131009 | now | a card has an image or a video | cloud-api.md 1.2 (carousel)
  | \['header'\] must be an image or a video
card-body | 131009 | now | the body of a card has at most 160 characters | cloud-api.md 1.2 (carousel)
  | \['cards'\]\[\d+\]\['body'\]
card-buttons | 131009 | now | 1 or 2 quick replies on a card | cloud-api.md 1.2 (carousel)
  | \['cards'\]\[\d+\]\['action'\]\['buttons'\] count
card-headers-alike | 131009 | now | all cards have the same kind of header | cloud-api.md 1.2 (carousel) | ^All cards
card-product | 131008 131009 | now | a card of a product names it and its catalog | meta-2026.md 4.7
  | \['cards'\]\[\d+\]\['action'\]\['(?:catalog_id|product_retailer_id)'\]
product-catalog | 131008 131009 | now | products name their catalog_id
  | WA:/catalogs/sell-products-and-services/share-products | \['catalog_id'\]
product-id | 131008 131009 | now | a product message names its product_retailer_id
  | WA:/catalogs/sell-products-and-services/share-products | ^interactive\['action'\]\['product_retailer_id'\]
products-total | 131009 | now | 30 products in all sections together
  | WA:/catalogs/sell-products-and-services/share-products | ^Total product count
products-ids | 131008 | now | every item of a product list names its product
  | WA:/catalogs/sell-products-and-services/share-products | ^product_retailer_id
address-country | 131008 131009 | now | an address message is for India | meta-2026.md 4.6
  | \['country'\]
address-pin | 131009 | now | a pin code has at most 6 characters | meta-2026.md 4.6 | \['in_pin_code'\]
order-reference | 131008 131009 | now | order_details and order_status name their reference_id
  | cloud-api.md 1.2 (order_details) | \['reference_id'\]
`
