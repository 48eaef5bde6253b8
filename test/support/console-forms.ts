/**
 * Every form and question of the console that writes, by the file and the operation of the gateway that it calls: where
 * it is, how it is filled, and a field that the gateway may name. Words stand for what is pressed, in any language.
 */
import type { Page } from 'playwright-core'
import type { en } from '../../console/src/words/en.ts'
import type { late } from '../../console/src/words/late/late-en.ts'
import { csvOf } from './campaign.ts'
import { password } from './console.ts'

export type Word = keyof typeof en | keyof typeof late
export type InWords = (word: Word) => string

export type FormCase = {
  /** `$name`: an id of the world that is looked at. */
  address: string
  /** A state that takes long to come to: members of what the gateway answers under a path, or that it is refused. */
  given?: { path: RegExp; answer?: Record<string, unknown>; status?: number }
  /** Pressed one after the other, until the form is there. */
  open?: readonly Word[]
  /** What no word says. */
  prepare?: (page: Page, t: InWords) => Promise<void>
  /** By the name of the field. */
  typed?: Record<string, string>
  /** Of the part of the page that it is in, where names are not alone. */
  within?: string
  send: Word | ((page: Page, t: InWords) => Promise<void>)
  /** A path of the request at a field of that name, or at `field`. */
  path?: string
  field?: string
}

const chat = '/conversations/demo/$userId'
const number = '/numbers/demo'
const own = '/numbers/demo/meta'

/** A title that asks for a text: the one field of a question that nobody can take back. */
const confirming = (text: string) => (page: Page) => page.getByRole('dialog').getByRole('textbox').fill(text)

/** A person is named first, and then asked about. */
const askingAbout = (form: string) => async (page: Page) => {
  await page.locator(`${form} [name=userId]`).fill('593987654321')
  await page.locator(`${form} button[type=submit]`).click()
  await page.getByRole('dialog').waitFor()
}

async function choosePeople(page: Page): Promise<void> {
  const file = { name: 'clientes.csv', mimeType: 'text/csv', buffer: Buffer.from(csvOf(2)) }
  await page.locator('main input[type=file]').setInputFiles(file)
}

async function chooseRates(page: Page): Promise<void> {
  const csv = 'effective_date,currency,market,category,rate\n2026-01-01,USD,EC,marketing,0.0123\n'
  const file = { name: 'tarifas.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }
  await page.locator('main input[type=file]').setInputFiles(file)
}

async function checkPeople(page: Page, t: InWords): Promise<void> {
  await choosePeople(page)
  const fields = page.locator('main input[placeholder], main .card').first()
  await fields.waitFor()
  await page.getByRole('button', { name: t('new_campaign.check_now') }).click()
  await page.locator('main .figures').first().waitFor()
}

/** What can be done with the last line of a conversation. */
async function openMessageMenu(page: Page): Promise<void> {
  await page.locator('.message').last().click()
  await page.locator('.message button.menu').last().click()
}

/** Views are managed behind the menu of views. */
const ofView = (button: Word) => async (page: Page, t: InWords) => {
  await page
    .getByRole('region', { name: t('views.title') })
    .getByRole('button', { name: t('views.title') })
    .click()
  await page.getByRole('button', { name: t('views.manage') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t(button) })
    .first()
    .click()
}

export const forms: Record<string, FormCase> = {
  'account/password.tsx changeMyPassword': {
    address: '/account',
    typed: { current: 'lo que era', password: 'lo que será después' },
    send: 'account.password_change',
    path: 'password',
  },
  'app/view-dialogs.tsx createView': {
    address: '/messages?state=delivered',
    open: ['views.save'],
    typed: { name: 'Fallados' },
    send: 'views.save_it',
    path: 'name',
  },
  'app/view-dialogs.tsx updateView': {
    address: '/messages',
    prepare: ofView('views.edit_one'),
    typed: { name: 'Fallados y más' },
    send: 'views.save_it',
    path: 'name',
  },
  'app/view-dialogs.tsx deleteView': {
    address: '/messages',
    prepare: ofView('views.delete_one'),
    send: 'views.delete',
  },
  'account/second-factor.tsx startMyTotp': {
    address: '/account',
    open: ['account.totp_start'],
    typed: { current: 'no es esta' },
    send: 'account.next',
    path: 'current',
  },
  'account/second-factor.tsx confirmMyTotp': {
    address: '/account',
    open: ['account.totp_start'],
    async prepare(page, t) {
      await page.getByRole('dialog').locator('[name=current]').fill(password)
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('account.next') })
        .click()
    },
    typed: { code: '123456' },
    send: 'account.totp_confirm',
    path: 'code',
  },
  'campaigns/new-campaign.tsx previewCampaign': {
    address: '/campaigns/new?bot=demo&template=demo_text&language=es',
    prepare: choosePeople,
    send: 'new_campaign.check_now',
  },
  'campaigns/send-card.tsx createCampaign': {
    address: '/campaigns/new?bot=demo&template=demo_text&language=es',
    prepare: checkPeople,
    async send(page, t) {
      await page.locator('main .beside > .stack > .card').last().getByRole('button').last().click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('new_campaign.yes'), exact: true })
        .click()
    },
  },
  'conversations/active-skill.tsx startSkill': { address: chat, send: 'skill_of.start' },
  'conversations/composer.tsx sendMessage': {
    address: chat,
    within: '.composer',
    typed: { text: 'Su pedido está listo' },
    send: 'chat.send',
    path: 'text',
  },
  'conversations/kind-dialog.tsx sendMessage': {
    address: chat,
    async prepare(page, t) {
      await page.getByRole('button', { name: t('compose.kinds') }).click()
      await page.getByRole('menuitem', { name: t('kind.location'), exact: true }).click()
    },
    typed: { 'coordinates.lat': '-2.19', 'coordinates.long': '-79.88', name: 'Tienda' },
    send: 'chat.send',
    path: 'coordinates.lat',
  },
  'conversations/memory.ts addUserMemory': {
    address: chat,
    open: ['memory.add'],
    typed: { key: 'plan', value: 'oro' },
    send: 'memory.save',
  },
  'conversations/quick-answers.tsx putQuickAnswer': {
    address: chat,
    open: ['quick.title'],
    typed: { name: 'gracias', text: 'Gracias por escribirnos' },
    send: 'quick.save',
    path: 'text',
  },
  'conversations/team.tsx createNote': {
    address: chat,
    within: '.team',
    typed: { text: 'Llamar el lunes' },
    send: 'team.note_add',
    path: 'text',
  },
  'conversations/team.tsx updateConversation': {
    address: chat,
    within: '.team',
    typed: { labels: 'vip' },
    send: 'team.label_add',
    path: 'labels.0',
    field: 'labels',
  },
  'conversations/template-picker.tsx sendTemplate': {
    address: chat,
    open: ['chat.template'],
    async prepare(page, t) {
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('template') })
        .click()
      await page.getByRole('option', { name: 'demo_text · es' }).click()
    },
    typed: { 'parameters.0': 'Ana', 'parameters.1': 'A-1' },
    send: 'chat.send',
    path: 'parameters.1',
  },
  'conversations/holder.tsx controlThread': {
    address: chat,
    async prepare(page, t) {
      await page.getByText(t('thread.others'), { exact: true }).click()
      await page.getByRole('button', { name: t('thread.pass'), exact: true }).click()
    },
    typed: { metadata: 'Pregunta por flores' },
    send: 'thread.pass_now',
    path: 'metadata',
  },
  'costs/cards.tsx putRateCards': {
    address: '/costs',
    prepare: chooseRates,
    typed: { source: 'inventado' },
    send: 'card.load',
    path: 'source',
  },
  'costs/cards.tsx deleteRateCard': { address: '/costs', open: ['card.delete'], send: 'card.delete' },
  'numbers/channel.tsx updateBot': {
    address: number,
    open: ['change'],
    typed: { 'channel.phoneNumberId': '100000000000077', 'channel.appSecret': 'otro' },
    send: 'save',
    path: 'channel.phoneNumberId',
  },
  'numbers/create-step.tsx createBot': {
    address: '/numbers/connect',
    typed: {
      name: 'Tienda',
      'channel.phoneNumberId': '100000000000088',
      'channel.wabaId': '200000000000088',
      'channel.accessToken': 'EAAG',
      'channel.appSecret': 'secreto',
    },
    send: 'connect.create',
    // It is folded away until the gateway names it.
    path: 'channel.graphUrl',
  },
  'numbers/delete-number.tsx deleteBot': {
    address: number,
    open: ['number.delete'],
    prepare: confirming('demo'),
    send: 'number.delete',
  },
  'numbers/own/blocked-people.tsx blockUser': {
    address: own,
    prepare: askingAbout('#block'),
    send: 'blocked.block',
  },
  'numbers/own/chat-start.tsx replaceComponents': {
    address: own,
    open: ['start.prompt_add'],
    typed: { 'prompts.0': '¿Dónde está mi pedido?' },
    send: 'start.save',
    path: 'prompts.0',
  },
  'numbers/own/contact-book.tsx deleteContact': {
    address: own,
    prepare: askingAbout('#book'),
    send: 'book.forget',
  },
  'numbers/own/qr-codes.tsx createQrCode': {
    address: own,
    open: ['qr.make'],
    typed: { message: 'Hola, quiero flores' },
    send: 'qr.make',
    path: 'message',
  },
  'numbers/own/qr-codes.tsx updateQrCode': {
    address: own,
    open: ['qr.change'],
    typed: { message: 'Hola, quiero rosas' },
    send: 'save',
    path: 'message',
  },
  'numbers/own/qr-codes.tsx deleteQrCode': { address: own, open: ['qr.delete'], send: 'qr.delete' },
  'numbers/own/registration.tsx registerNumber': {
    address: own,
    within: '#register',
    typed: { pin: '123456', region: 'BR' },
    send: 'registration.register',
    path: 'region',
  },
  'numbers/own/registration.tsx setPin': {
    address: own,
    within: '#pin',
    typed: { pin: '123456' },
    send: 'registration.pin_save',
    path: 'pin',
  },
  'numbers/own/registration.tsx deregisterNumber': {
    address: own,
    open: ['registration.end'],
    prepare: confirming('demo'),
    send: 'registration.end',
  },
  'numbers/own/subscription.tsx subscribe': {
    address: own,
    within: '#subscription',
    typed: { url: 'https://otra.example/meta/webhook', verifyToken: 'un-token' },
    send: 'subscription.save',
    path: 'url',
  },
  'numbers/own/subscription.tsx unsubscribe': {
    address: own,
    open: ['subscription.end'],
    prepare: confirming('demo'),
    send: 'subscription.end',
  },
  'numbers/own/username.tsx setUsername': {
    address: own,
    within: '#username',
    typed: { username: 'floreria.demo' },
    send: 'username.claim',
    path: 'username',
  },
  'numbers/own/username.tsx deleteUsername': {
    address: own,
    given: { path: /\/username$/, answer: { username: 'floreria.demo', status: 'approved' } },
    open: ['username.give_up'],
    send: 'username.give_up',
  },
  'numbers/own/verification.tsx requestCode': { address: own, within: '#ask-code', send: 'verification.ask' },
  'numbers/own/verification.tsx verifyCode': {
    address: own,
    within: '#give-code',
    typed: { code: '123-456' },
    send: 'verification.give',
    path: 'code',
  },
  'numbers/profile.tsx replaceProfile': {
    address: number,
    typed: { email: 'hola@example.com', 'websites.0': 'https://shop.example' },
    send: 'profile.save',
    path: 'websites.0',
  },
  'numbers/rotate.tsx updateBot': {
    address: number,
    typed: { 'channel.accessToken': 'EAAG-nuevo' },
    send: 'rotate.store',
    path: 'channel.accessToken',
  },
  'numbers/settings-form.tsx updateBot': {
    address: number,
    typed: { webhookUrl: 'https://bot.example/otro' },
    send: 'save',
    path: 'webhookUrl',
  },
  'numbers/test-step.tsx sendMessage': {
    address: '/numbers/connect?bot=demo&step=test',
    typed: { userId: '593987654321', text: 'Hola' },
    send: 'connect.send',
    path: 'userId',
  },
  'numbers/webhook-secret.tsx renewWebhookSecret': { address: number, send: 'number.renew' },
  'optouts/add.tsx createSuppression': {
    address: '/optouts?bot=demo',
    open: ['optouts.add'],
    typed: { userId: '593987654301', note: 'Por teléfono' },
    send: 'optouts.add_it',
    path: 'userId',
  },
  'optouts/opt-outs.tsx deleteSuppression': {
    address: '/optouts?bot=demo',
    async prepare(page) {
      await page.getByRole('row').nth(1).click()
    },
    send: 'optouts.remove',
  },
  'people/client.tsx deleteClient': {
    address: '/people/clients/$clientId',
    open: ['client.delete'],
    prepare: async (page) => confirming(decodeURIComponent(page.url().split('/').at(-1) ?? ''))(page),
    send: 'client.delete',
  },
  'people/client.tsx renewClientSecret': { address: '/people/clients/$clientId', send: 'client.renew' },
  'people/client.tsx updateClient': {
    address: '/people/clients/$clientId',
    typed: { name: 'Tienda en línea', origins: 'https://uno.example, https://dos.example' },
    send: 'save',
    path: 'origins.1',
    field: 'origins',
  },
  'people/clients.tsx createClient': {
    address: '/people/clients',
    open: ['client.make'],
    typed: { name: 'Otra', id: 'otra' },
    send: 'client.make',
    path: 'id',
  },
  'people/keys.tsx createApiKey': {
    address: '/people/keys',
    open: ['key.make'],
    typed: { name: 'Informe' },
    send: 'key.make',
    path: 'name',
  },
  'people/keys.tsx deleteApiKey': {
    address: '/people/keys',
    async prepare(page, t) {
      await page.getByText('Llave vieja').click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('key.end'), exact: true })
        .click()
      await page.getByRole('dialog').nth(1).waitFor()
    },
    send: 'key.end',
  },
  'people/member-ways.tsx deleteMember': {
    address: '/people/$otherId',
    open: ['people.delete'],
    prepare: confirming('mar@example.com'),
    send: 'people.delete',
  },
  'people/member-ways.tsx updateMember': {
    address: '/people/$otherId',
    open: ['people.switch_off'],
    send: 'people.switch_off',
  },
  'people/member.tsx updateMember': {
    address: '/people/$otherId',
    typed: { name: 'Marta' },
    send: 'save',
    path: 'name',
  },
  'people/members.tsx createMember': {
    address: '/people',
    open: ['people.invite'],
    typed: { name: 'Eva', email: 'eva@example.com' },
    send: 'people.invite',
    path: 'email',
  },
  'settings/key-rotation.tsx startKeyRotation': {
    address: '/settings',
    open: ['rotation.start'],
    send: 'rotation.start',
  },
  'settings/log-level.tsx setLogLevel': { address: '/settings', send: 'log.set' },
  'skills/skill.tsx deleteSkill': { address: '/skills/demo/saludo', open: ['skill.delete'], send: 'skill.delete' },
  'skills/skill.tsx putSkill': {
    address: '/skills/new?bot=demo',
    typed: { skillId: 'horario', name: 'Horario', 'messages.0': 'Abrimos a las nueve' },
    send: 'skill.save',
    path: 'messages.0.text',
    field: 'messages.0',
  },
  'skills/try.tsx startSkill': {
    address: '/skills/demo/saludo',
    typed: { userId: '593987654321' },
    send: 'skill.try_now',
    path: 'userId',
  },
  'templates/insights.tsx enableTemplateInsights': {
    address: '/templates/demo/demo_text',
    open: ['insights.enable'],
    send: 'insights.enable',
  },
  'templates/library-form.tsx createTemplate': {
    address: '/templates/library?bot=demo&search=bodega',
    // Each is named for the template that it is of.
    prepare: (page, t) => page.locator('main .card button', { hasText: t('library.use') }).click(),
    typed: {
      elementName: 'envio',
      'library_template_button_inputs.0': 'https://tienda.example/',
      'library_template_button_inputs.1': '+593987654321',
    },
    send: 'library.create',
    path: 'elementName',
  },
  'templates/new-template.tsx createTemplate': {
    address: '/templates/new?bot=demo',
    typed: { elementName: 'aviso', language: 'es', BODY: 'Su pedido está listo para retirar.' },
    send: 'builder.submit',
    path: 'components.0.text',
    field: 'BODY',
  },
  'templates/new-template.tsx replaceTemplate': {
    address: '/templates/demo/demo_text/edit?language=es',
    typed: { FOOTER: 'Gracias' },
    send: 'builder.submit',
    path: 'components.1.text',
    field: 'FOOTER',
  },
  'templates/template.tsx deleteTemplate': {
    address: '/templates/demo/demo_text',
    open: ['template.delete'],
    send: 'template.delete',
  },
  'templates/test-send.tsx sendTemplate': {
    address: '/templates/demo/demo_text',
    typed: { destinations: '593987654321', 'parameters.0': 'Ana', 'parameters.1': 'A-1' },
    send: 'test_send.send',
    path: 'parameters.0',
  },
  'unprocessed/queries.ts replayManyUnprocessed': {
    address: '/unprocessed',
    open: ['unprocessed.replay_all'],
    send: 'unprocessed.replay_all',
  },
  'account/second-factor.tsx deleteMyTotp': {
    address: '/account',
    given: { path: /\/me$/, answer: { secondFactor: true } },
    open: ['account.totp_remove'],
    typed: { current: 'no es esta' },
    send: 'account.totp_remove',
    path: 'current',
  },
  'app/connection.tsx signIn': {
    address: '/costs',
    given: { path: /\/rate-cards$/, status: 401 },
    prepare: (page) => page.getByRole('dialog').waitFor(),
    typed: { password: 'no es esta' },
    send: 'session.sign_in',
    path: 'password',
  },
  'campaigns/actions.tsx cancelCampaign': {
    address: '/campaigns/$campaignId',
    given: { path: /\/v1\/campaigns\/[^/]+$/, answer: { status: 'SCHEDULED' } },
    open: ['campaign.cancel'],
    send: 'campaign.cancel',
  },
  'campaigns/retry.tsx retryCampaign': {
    address: '/campaigns/$campaignId',
    given: {
      path: /\/v1\/campaigns\/[^/]+$/,
      answer: { status: 'COMPLETED', retryable: ['131049'], counts: { failed: 2, failedByCode: { 131049: 2 } } },
    },
    open: ['campaign.retry'],
    send: (page) => page.getByRole('dialog').getByRole('button').last().click(),
  },
  'conversations/message-menu.tsx sendMessage': {
    address: chat,
    prepare: openMessageMenu,
    typed: { emoji: '🎉' },
    send: 'chat.react_send',
    path: 'emoji',
  },
  'messages/message.tsx cancelMessage': {
    address: '/messages/demo/$messageId',
    given: { path: /\/messages\/msg_\w+$/, answer: { state: 'scheduled' } },
    open: ['message.cancel'],
    send: 'message.cancel',
  },
  'numbers/test-step.tsx sendTemplate': {
    address: '/numbers/connect?bot=demo&step=test',
    async prepare(page, t) {
      await page.getByRole('button', { name: t('connect.what') }).click()
      await page.getByRole('option').last().click()
    },
    typed: { destinations: '593987654321' },
    send: 'connect.send',
    path: 'destinations.0',
    field: 'destinations',
  },
  'people/member-ways.tsx deleteMemberTotp': {
    address: '/people/$otherId',
    given: { path: /\/users\/[^/]+$/, answer: { secondFactor: true } },
    open: ['people.totp_remove'],
    send: 'people.totp_remove',
  },
  'settings/key-rotation.tsx endKeyRotation': {
    address: '/settings',
    given: { path: /\/key-rotation$/, answer: { state: 'overlap' } },
    open: ['rotation.end'],
    send: 'rotation.end',
  },
  'webhooks/deliveries.tsx resendDeliveries': {
    address: '/webhooks/deliveries?state=given_up&bot=demo',
    open: ['deliveries.resend_all'],
    send: 'deliveries.resend_all',
  },
}

/** Nothing is typed or chosen: one button, whose failure the notice of `useChange` tells. */
export const buttons = [
  'account/account.tsx deleteMySession',
  'app/session.ts signOut',
  'app/views.ts updateView',
  'campaigns/actions.tsx pauseCampaign',
  'campaigns/actions.tsx resumeCampaign',
  'conversations/active-skill.tsx closeConversation',
  'conversations/conversation.tsx setUserState',
  'conversations/quick-answers.tsx deleteQuickAnswer',
  'conversations/team.tsx deleteNote',
  'numbers/import.tsx importNumber',
  'numbers/own/blocked-people.tsx unblockUser',
  'numbers/webhook-step.tsx updateBot',
  'people/member-sessions.tsx deleteMemberSession',
  'people/member-sessions.tsx deleteMemberSessions',
  'people/member-ways.tsx createMemberLink',
  'templates/templates.tsx syncTemplates',
  'unprocessed/item.tsx replayUnprocessed',
  'webhooks/delivery.tsx resendDelivery',
  'webhooks/webhooks.tsx pauseEndpoint',
  'webhooks/webhooks.tsx resumeEndpoint',
  'webhooks/webhooks.tsx testEndpoint',
  'webhooks/webhooks.tsx updateEndpoint',
]

/** Files, which the walk of file fields sends. */
export const files = [
  'conversations/attachment.tsx uploadFile',
  'conversations/file-field.tsx uploadFile',
  'numbers/picture.tsx replaceProfilePicture',
  'optouts/import.tsx importSuppressions',
  'templates/sample-drop.tsx uploadTemplateSample',
]

/** Nobody presses for it, and the page shows what follows; or it only looks, as a list does. */
export const silent = [
  'conversations/team.tsx readConversation',
  'conversations/memory.ts getMemory',
  'numbers/queries.ts checkBot',
]
