/**
 * The rules for template sends, checked against the template as created. One a line, continued by indented ones: name |
 * codes | at once or late | description | source | text of its refusal.
 */

export const templateRows = String.raw`
template-name | 131008 131009 | now | a template has a name of 1 to 512 characters | WA:/templates/template-management
  | ^template\['name'\]
template-language | 131008 131009 | now | a template has the code of a language | WA:/templates/template-management
  | ^template\['language'\]
template-components | 131009 | now | components are an array | WA:/templates/components | ^template\['components'\]
template-exists | 132001 | now | the template exists and is approved in the language | WA:/support/error-codes
  | does not exist in
template-paused | 132015 | now | the template is not paused | WA:/templates/template-pausing | is paused
template-disabled | 132016 | now | the template is not disabled | WA:/templates/template-pausing | is disabled
component-type | 131009 | now | every component has a known type | WA:/templates/components | component type must be
component-parameters | 131009 | now | parameters are an array of objects | WA:/templates/components
  | parameters must be an array
header-count | 132000 | now | as many header parameters as the template has | cloud-api.md 1.3
  | header: number of localizable_params
header-format | 132012 | now | the header's parameter is of the kind of the template's | cloud-api.md 1.3
  | header: Format mismatch
header-length | 132005 | now | the filled text header has at most 60 characters | WA:/templates/components
  | header: hydrated text
header-location | 131008 131009 | now | a location header has latitude and longitude | WA:/templates/components
  | header: location
header-product | 131009 131008 | now | a product header has product_retailer_id and catalog_id
  | WA:/templates/marketing-templates/product-card-carousel-templates | header: (?:the )?product
body-count | 132000 | now | as many body parameters as the template has | cloud-api.md 1.3
  | (?:^|card \d+ )body: number of localizable_params
parameter-name | 132000 | now | named parameters have the template's names | WA:/templates/components
  | parameter name \(
parameter-type | 132012 | now | parameters are text, currency or date_time | cloud-api.md 1.3
  | parameter \d+: Format mismatch
parameter-fallback | 132012 | now | currency and date_time have a fallback_value | cloud-api.md 1.3
  | has no fallback_value
parameter-text | 131008 | now | a text parameter is not empty | cloud-api.md 1.3 | missing text value
parameter-spaces | 132018 | now | no line breaks, tabs or more than 4 spaces in a row | WA:/support/error-codes
  | new-line/tab
library-type | 132012 | now | a parameter of a library's template is of its type | meta-2026.md 11.1
  | is not of the type
code-length | 132012 | now | a one-time code has at most 15 characters | WA:/templates/authentication-templates
  | code is longer than 15 characters$
body-length | 132005 | now | the filled body has at most 1024 characters, 600 with an offer, 160 on a card
  | WA:/templates/components | body: hydrated text
offer-expiry | 131009 131008 | now | an offer ends in the future
  | WA:/templates/marketing-templates/limited-time-offer-templates | expiration_time_ms
cards-sent | 132012 | now | as many cards as the template has
  | WA:/templates/marketing-templates/media-card-carousel-templates | number of cards
product-cards | 132012 | now | 2 to 10 cards of products, however many were created
  | WA:/templates/marketing-templates/product-card-carousel-templates | of products \(
card-missing | 131008 | now | each card is named by its card_index
  | WA:/templates/marketing-templates/media-card-carousel-templates | carousel: card_index
button-needed | 131008 | now | every button with a variable is filled | cloud-api.md 1.3 | requires a parameter
button-exists | 131009 | now | no button beyond those of the template | cloud-api.md 1.3
  | does not exist in the template
button-kind | 132012 | now | sub_type, without regard to case, is that of the button at the index | cloud-api.md 1.3
  | Button at index \d+: Format mismatch
button-payload | 132012 | now | a quick reply's parameter is a payload, and a text | WA:/templates/components
  | "payload"
url-static | 132012 | now | a URL without a variable takes no parameter | WA:/templates/components
  | the URL has no variable
url-text | 132012 | now | a URL's parameter is a text | WA:/templates/components | \{"type":"text"
url-length | 132012 | now | a URL has at most 2000 characters | WA:/templates/components | longer than 2000
url-encoded | 132012 | now | a URL's suffix is percent-encoded | WA:/templates/components | percent-encoded
coupon | 132012 | now | a copy-code button's parameter is a coupon_code | WA:/templates/components | "coupon_code"
coupon-length | 132012 | now | a coupon code has at most 20 characters | WA:/templates/components
  | coupon is longer than 20
offer-code-length | 132012 | now | a coupon code has at most 15 characters with an offer
  | WA:/templates/marketing-templates/limited-time-offer-templates | coupon is longer than 15
button-action | 132012 | now | catalog, product and flow buttons take an action | WA:/templates/components | "action"
mpm-sections | 132012 | now | a product list button has 1 to 10 sections
  | WA:/templates/marketing-templates/mpm-templates | sections must be 1
mpm-title | 132012 | now | section titles of a product list button have 1 to 24 characters
  | WA:/templates/marketing-templates/mpm-templates | section title
mpm-products | 132012 | now | a product list button has 1 to 30 products in all
  | WA:/templates/marketing-templates/mpm-templates | products
order-details | 132012 | now | a payment button has reference_id, type, currency and an order with its amounts
  | WA:/payments/payments-br/orderdetailstemplate | order_details:
order-status | 131008 131009 | now | an order's status, for templates of that sub_category only
  | WA:/payments/payments-in/order-status-template | ^order_status:
product-button | 132012 | now | the button of a product header has no parameter of its own
  | WA:/catalogs/single-product-template-messages | named by the header
call-button-ttl | 132012 | now | the ttl_minutes of a call button from 1 to 43200
  | WA:/calling/call-button-messages-deep-links | ttl_minutes
call-button-payload | 132012 | now | the payload of a call button has at most 512 characters
  | WA:/calling/call-button-messages-deep-links | payload is longer
phone-button | 132012 | now | a phone button takes no parameter | WA:/templates/components | takes no parameter
`
