/**
 * The rules that do not concern a message's content, each with its switch: pace, windows, caps, people, tokens, media
 * by link. One a line, continued by indented ones: name | codes | at once or late | description | source | text of its
 * refusal.
 */

export const accountRows: readonly (readonly [group: string, rows: string])[] = [
  [
    'throughput',
    'number-throughput | 130429 | now | 80 messages a second and number ' +
      '(throughputPerSecond) | WA:/throughput | throughput has been reached',
  ],
  [
    'pairRate',
    'pair-rate | 131056 | now | one message each 6 s to one person (pairIntervalMs), 45 at once ' +
      '(pairBurst) | WA:/messages/send-messages#pair-rate-limits | too many messages sent',
  ],
  [
    'window',
    'service-window | 131047 | late | only templates 24 hours after the person last wrote | ' +
      'WA:/messages/send-messages#customer-service-windows | more than 24 hours',
  ],
  [
    'onWhatsApp',
    'on-whatsapp | 131026 | late | the person is on WhatsApp (onWhatsApp) | WA:/support/error-codes | Undeliverable',
  ],
  [
    'blocked',
    'business-blocked | 130403 | late | the business has not blocked the person (isBlocked, or ' +
      'its block list) | WA:/support/error-codes | has blocked this user',
  ],
  [
    'threads',
    'thread-owner | 131070 | now | no other responder holds the conversation (POST /threads), but for templates and ' +
      'for the role escalation, which takes it so | WA:/webhooks/reference/messaging-handovers | owned by another',
  ],
  [
    'marketingStop',
    'marketing-stop | 131050 | late | the person has not stopped marketing messages ' +
      '(hasStoppedMarketing) | WA:/support/error-codes | stopped marketing',
  ],
  [
    'marketingEndpoint',
    `
max-price-endpoint | 131061 | now | a template with a max price is sent by /marketing_messages
  | meta-2026.md 10.2 | max price is sent by
max-price-phone | 131062 | now | a template with a max price goes to a phone number, not to a user id
  | meta-2026.md 10.2 | max price needs
max-price-country | 131065 | now
  | a template with a max price does not go to numbers of +1 (a country for all that Meta excludes)
  | meta-2026.md 10.2 | Max price is not available
marketing-ordinary | 131063 | now | the account has not closed /messages to marketing (marketingMessages ONLY)
  | meta-2026.md 10.1 | use /marketing_messages
marketing-terms | 131055 | now | the account has signed the terms (marketingMessages NOT_ONBOARDED)
  | meta-2026.md 10.1 | has not signed
marketing-syncing | 134101 | now | the template is synced (marketingMessages SYNCING) | meta-2026.md 10.1 | being synced
marketing-available | 134102 | now | the account has the endpoint (marketingMessages UNAVAILABLE)
  | meta-2026.md 10.1 | not available to this account
marketing-only | 134100 | now | /marketing_messages takes marketing templates alone
  | meta-2026.md 10.1 | Only marketing messages
marketing-policy | 131009 | now | product_policy is CLOUD_API_FALLBACK or STRICT | meta-2026.md 10.1 | product_policy
marketing-bid | 131009 | now | the multiplier of bid_spec is positive | meta-2026.md 10.2 | per_message_bid_multiplier`,
  ],
  [
    'marketingCap',
    'marketing-cap | 131049 | late | 10 marketing templates per person and 24 h (marketingPerDay), not ' +
      'inside a window, not in the EEA, GB, JP, KR. Meta adapts the number and does not publish it | ' +
      'WA:/templates/marketing-templates/per-user-limits | healthy ecosystem',
  ],
  [
    'messagingTier',
    'messaging-tier | 131048 | late | unique people outside windows in 24 h and account (tier). ' +
      'Meta documents no code; 131048 is the nearest. Unlimited by default, where a new portfolio has 250, ' +
      'so that tests are not cut short | WA:/messaging-limits | messaging limit',
  ],
  [
    'reactionTarget',
    'reaction-target | 131009 | late | a reaction is to a message of the same chat, not ' +
      'to a reaction | WA:/messages/reaction-messages | reacts to',
  ],
  [
    'managementRate',
    'management-rate | 80007 | now | 5000 calls an hour and account, but messages and media ' +
      '(managementPerHour; 200 for accounts without a number) | WA:/overview#rate-limits | rate limit',
  ],
  [
    'tokens',
    'token | 190 | now | the access token was not declared expired (subcode 463) or invalid; by ' +
      'default any non-empty token is valid | WA:/support/error-codes | access token',
  ],
  [
    'mediaAuth',
    'media-token | 190 | now | a token is needed to download media | WA:/business-phone-numbers/media | access token',
  ],
  [
    'linkMedia',
    [
      'link-fetch | 131052 | late | link media can be fetched, within 10 s (linkTimeoutMs) and 10 ' +
        'redirects. Off by default, for a machine without internet access | cloud-api.md 2 | could not ' +
        'be fetched: (?!it is at)',
      'link-type | 131053 | late | link media are of a type that the kind of message accepts | ' +
        'WA:/business-phone-numbers/media | is not supported for',
      'link-codec | 131053 | late | link media in Ogg contain Opus | cloud-api.md 2 | without Opus',
      'link-voice | 131053 | late | a voice note by link is Ogg with Opus, in one channel | meta-2026.md 4.5 | ' +
        'a voice note is',
      'link-size | 131053 | late | link media are not larger than their kind allows | ' +
        'WA:/business-phone-numbers/media | larger than',
    ].join('\n'),
  ],
  [
    'flows',
    'flow-exists | 131009 | now | a flow message names a flow of the account. Off by default, so that ' +
      'examples with any id are accepted | WA:/flows/guides/sendingaflow | ^Flow with .* does not exist',
  ],
  [
    'privateLinks',
    'link-private | 131052 | late | link media are not at a loopback or private address, unless ' +
      'privateLinks is on | cloud-api.md 2 | private address',
  ],
]
