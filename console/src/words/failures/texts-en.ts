/** What each cause of a failure means and what to do about it, in English. */
import type { Cause, CauseTexts } from './causes.ts'

export const failures: Record<Cause, CauseTexts> = {
  meta_trouble: {
    says: 'WhatsApp had a problem of its own.',
    advice: 'Nothing is wrong with the message: send it again. If it goes on, look at metastatus.com.',
  },
  maintenance: {
    says: "Meta was working on the number's account.",
    advice: 'Send it again in some minutes.',
  },
  deregistering: {
    says: 'The number was being removed from WhatsApp, and that did not end well.',
    advice: 'Remove and register the number again in the WhatsApp Manager, then send it again.',
  },
  app_calls: {
    says: 'The Meta app made too many requests.',
    advice: 'Send it again later, and more slowly. Other programs that use the same app count too.',
  },
  account_calls: {
    says: 'The business account made too many requests.',
    advice: 'Send it again later, and more slowly. All numbers of the account count together.',
  },
  number_pace: {
    says: 'More was sent from the number than it may send in a second.',
    advice: 'Send it again. If another program sends from this number, slow it down.',
  },
  pair_pace: {
    says: 'This person got too many messages within a short time.',
    advice: 'Wait some minutes before writing to them again.',
  },
  flow_pace: {
    says: 'Meta slows down the flow because it answers badly.',
    advice: "Look at the flow's health in the WhatsApp Manager, repair its endpoint, and send again.",
  },
  pin_guesses: {
    says: 'The PIN of the number was given wrongly too often.',
    advice: 'Wait for the time that Meta names, then register the number with the right PIN.',
  },
  number_deleted: {
    says: 'The number was deleted only a moment ago.',
    advice: 'Wait five minutes, then register it again.',
  },
  registrations: {
    says: 'The number was registered and removed too often.',
    advice: 'Wait 72 hours, then register it again.',
  },
  template_syncing: {
    says: 'Meta is still spreading the template.',
    advice: 'Send it again in ten minutes.',
  },
  person_blocked: {
    says: 'This person is on the list of those whom the number has blocked.',
    advice: 'Take them off the blocked list if you want to write to them.',
  },
  experiment: {
    says: 'Meta does not deliver marketing to this person: they are in an experiment of Meta.',
    advice: 'Nothing can be done. Wait until they write to you, or use another way.',
  },
  country: {
    says: "The number may not send to this person's country.",
    advice: 'Use another way for this person, or a number that may send there.',
  },
  to_itself: {
    says: 'The message was addressed to the number that sends it.',
    advice: 'Correct the recipient.',
  },
  not_reachable: {
    says: 'WhatsApp cannot deliver to this number.',
    advice:
      'Check the number with its country code. The person may have no WhatsApp, an old version, or new terms to ' +
      'accept. Use another way to reach them.',
  },
  stopped_marketing: {
    says: 'This person asked for no more marketing messages from you.',
    advice: 'Respect it: take them off your marketing lists. Other messages still arrive.',
  },
  marketing_cap: {
    says: 'WhatsApp held this marketing message back: the person gets enough of them.',
    advice: 'Wait some days before trying again; trying at once does not help. It may arrive if they write to you.',
  },
  own_marketing_cap: {
    says: "This person had as many marketing messages as the number's setting allows.",
    advice: 'Send it in some days, or allow more in the settings of the number.',
  },
  parameter: {
    says: 'A value of the message is not as WhatsApp wants it.',
    advice: "Meta's own words name the value: correct it and send again.",
  },
  parameter_missing: {
    says: 'The message lacks a value that WhatsApp needs.',
    advice: "Meta's own words name the value: add it and send again.",
  },
  not_on_list: {
    says: 'The number is a test number, and this person is not on its list.',
    advice: 'Add their number to the list of the test number in the Meta app, or send from a real number.',
  },
  window_closed: {
    says: 'More than 24 hours have passed since the person wrote.',
    advice: 'Send an approved template instead. When they answer it, you can write freely again.',
  },
  message_type: {
    says: 'WhatsApp does not know this kind of message.',
    advice: 'Send it in another form.',
  },
  not_available: {
    says: 'WhatsApp could not give this message to us.',
    advice: 'Ask the person to write it again.',
  },
  scoped_id: {
    says: 'This kind of message cannot go to a person who is known by an id without a number.',
    advice: 'Send another kind of message, or ask the person for their number.',
  },
  max_price: {
    says: 'This template has a max price, which does not fit this send.',
    advice:
      'Send it through the endpoint for marketing messages, to a country that has it; or use a template without a max price.',
  },
  other_responder: {
    says: 'Another responder holds this conversation: the business’s app, a person, or another provider.',
    advice: 'Nothing is sent until it is handed back. End it there, then send again.',
  },
  text_too_long: {
    says: 'The text of the template became too long with its values.',
    advice: 'Use shorter values and send again.',
  },
  template_value: {
    says: 'A value for the template is not as the template wants it.',
    advice: "Meta's own words name the value: correct it and send again.",
  },
  not_accepted: {
    says: 'Meta refused the message without saying more.',
    advice: 'Compare its parts with the template, correct it and send again.',
  },
  identity_changed: {
    says: 'The person has another phone or another WhatsApp than the one that was expected.',
    advice: 'Make sure that it is still the same person before you send again.',
  },
  calling: {
    says: 'WhatsApp refused what concerns calls.',
    advice: "Look at the number's call settings in the WhatsApp Manager; Meta's own words say more.",
  },
  flow: {
    says: 'WhatsApp refused the flow, or blocking or unblocking a person.',
    advice: "Meta's own words say more: correct it and send again.",
  },
  template_paused: {
    says: 'Meta has paused the template because people complained about it.',
    advice: 'Wait until Meta takes it up again, after 3 or 6 hours, and send it only to people who expect it.',
  },
  template_disabled: {
    says: 'Meta has switched the template off.',
    advice: 'Edit the template and submit it again, or send another one.',
  },
  template_missing: {
    says: 'The template does not exist in this language, or is not approved.',
    advice: 'Check name and language among the templates; wait for the approval.',
  },
  template_changed: {
    says: 'The values do not fit the template: it has others than were sent.',
    advice: 'Look at the template as it is now, and give every variable its value.',
  },
  template_policy: {
    says: "The template's content is against WhatsApp's rules.",
    advice: 'Edit its text and submit it again.',
  },
  flow_blocked: {
    says: 'Meta has blocked the flow of the template.',
    advice: 'Repair the flow in the WhatsApp Manager, then send again.',
  },
  marketing_off: {
    says: 'This account may not send such marketing templates in this way.',
    advice: "Allow marketing templates on the Cloud API in the account's settings, then send again.",
  },
  spam_limit: {
    says: 'Too many people blocked or reported the number, and Meta limits it.',
    advice: 'Send less, and only to people who expect it. Look at the quality of the number in the WhatsApp Manager.',
  },
  not_registered: {
    says: 'The number is not registered at WhatsApp.',
    advice: 'Register it in the WhatsApp Manager, then send again.',
  },
  number_gone: {
    says: 'The number does not exist any more at Meta, or the token may not use it.',
    advice: 'Check the phone number id of the bot.',
  },
  display_name: {
    says: 'The display name of the number is not approved.',
    advice: 'Have a name approved in the WhatsApp Manager, then send again.',
  },
  registration: {
    says: 'The registration of the number did not succeed.',
    advice: 'Register it again in the WhatsApp Manager, then send again.',
  },
  pin: {
    says: 'The PIN of the number is wrong.',
    advice: 'Register the number with its right PIN, or set a new one in the WhatsApp Manager.',
  },
  not_verified: {
    says: 'The number has not been verified.',
    advice: 'Verify it by text message or call in the WhatsApp Manager, then register it.',
  },
  misclassified: {
    says: 'Meta limits the account: templates of it are in the wrong category.',
    advice: 'Give the templates their right category; the limit then ends by itself.',
  },
  payment: {
    says: 'Meta cannot charge the account.',
    advice: 'Correct the payment method in the Business Manager, then send again.',
  },
  payment_terms: {
    says: 'The terms for payments have not been accepted.',
    advice: 'Accept them in the Business Manager, then send again.',
  },
  account_restricted: {
    says: 'Meta restricts the account because it broke a rule.',
    advice: 'See the reason in the Business Manager under account quality, and ask for a review.',
  },
  marketing_api: {
    says: "Meta's marketing API cannot be used by this account.",
    advice: 'See the reason in the Business Manager; send through the Cloud API meanwhile.',
  },
  account_locked: {
    says: 'Meta has locked the account.',
    advice: 'Ask for a review in the Business Manager. Nothing can be sent before.',
  },
  token: {
    says: "The bot's access token is not valid, or its connection to Meta is set up wrongly.",
    advice: 'Give the bot a new token; its check at Meta says what is missing.',
  },
  token_permission: {
    says: "The bot's access token may not do this.",
    advice: 'Give it a token with whatsapp_business_messaging and whatsapp_business_management, and this account.',
  },
  file_download: {
    says: 'WhatsApp could not fetch the file.',
    advice: 'Make sure that its address leads to the file itself, without signing in, and send again.',
  },
  file_refused: {
    says: 'WhatsApp could not take the file.',
    advice: 'Check that it opens, and that its type and size are allowed; then send again.',
  },
  file_address: {
    says: "The file's address did not answer, or did not lead to a file.",
    advice: 'Open the address in a private window: it must lead to the file itself.',
  },
  file_size: {
    says: 'The file is larger than WhatsApp allows for its kind.',
    advice: 'Make it smaller: image 5 MB, audio and video 16 MB, document 100 MB, sticker 100 KB.',
  },
  file_type: {
    says: 'WhatsApp does not take files of this type here.',
    advice: 'Convert it, or send it as a document.',
  },
  too_old: {
    says: 'The message could not be sent in time, and is given up.',
    advice: 'Its attempts say why. Repair that, and send it again if it still matters.',
  },
  expired: {
    says: 'The time until which the message was wanted has passed.',
    advice: 'Send it again with a later time if it still matters.',
  },
  number_changed: {
    says: 'It left from a number that the bot no longer has; it may have arrived.',
    advice: 'Ask the person before you send it again.',
  },
  account_changed: {
    says: "Its template belonged to the bot's former business account.",
    advice: 'Send it again with a template of the present account.',
  },
  bot_deleted: {
    says: 'The bot was deleted before the message had been sent.',
    advice: 'Send it with another bot if it still matters.',
  },
  other: {
    says: 'WhatsApp refused the message for a reason that is not in its documents.',
    advice: "Meta's own words may help; their support can look up the code.",
  },
}
