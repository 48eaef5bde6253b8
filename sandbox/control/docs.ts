/**
 * The purpose of each control API route: one row a route, from which its OpenAPI document and its page are made. Every
 * registered route has a row, and no row lacks its route (test/flow/sandbox-control.test.ts). Schemas:
 * control/schemas.ts.
 */
import * as schemas from './schemas.ts'

export type Schema = Readonly<Record<string, unknown>>

export type RouteDoc = {
  /** The operation's id, by which generated clients name it. */
  id: string
  tag: 'people' | 'phones' | 'trouble' | 'time' | 'templates' | 'log' | 'state' | 'about'
  summary: string
  query?: Readonly<Record<string, Schema>>
  body?: Schema
  /** The body may be omitted. */
  isOptional?: boolean
  /** The schema also validates the body; other bodies are validated in code, with their own error texts. */
  isChecked?: boolean
  answers?: string
  contentType?: string
}

const { page, text } = schemas

export const controlDocs: Readonly<Record<string, RouteDoc>> = {
  'GET /openapi.json': { id: 'getDocument', tag: 'about', summary: 'this API as OpenAPI 3.1' },
  'GET /docs': { id: 'getDocumentPage', tag: 'about', summary: 'this API as a page', contentType: 'text/html' },
  'GET /healthz': { id: 'getLiveness', tag: 'about', summary: 'whether the sandbox is alive' },
  'GET /stats': { id: 'getStats', tag: 'about', summary: 'counts of messages and webhooks, and of those in flight' },
  'POST /inbound': {
    id: 'act',
    tag: 'people',
    summary: 'a person acts on the phone: writes, taps, sends media',
    body: schemas.inbound,
    answers: 'the message id',
  },
  'POST /facts': {
    id: 'tellFact',
    tag: 'people',
    summary: 'other events of WhatsApp: echoes, history, calls, payments, preferences, errors',
    body: schemas.fact,
    answers: 'the id in the item, if it has one',
  },
  'POST /echo': {
    id: 'writeFromPhoneApp',
    tag: 'people',
    summary: 'the business writes from its phone app, edits what it wrote there, or deletes it',
    body: schemas.echo,
    answers: "the message's id",
  },
  'GET /people': { id: 'listPeople', tag: 'people', summary: 'the people' },
  'GET /people/:digits': { id: 'getPerson', tag: 'people', summary: 'one person' },
  'PUT /people/:digits': {
    id: 'putPerson',
    tag: 'people',
    summary: 'creates or changes a person',
    body: schemas.person,
    isChecked: true,
  },
  'DELETE /people/:digits': {
    id: 'deletePerson',
    tag: 'people',
    summary: 'deletes a person, with all 24-hour windows',
  },
  'POST /threads': {
    id: 'actAsResponder',
    tag: 'people',
    summary: 'another responder of the number takes a conversation, answers in it, or passes it back',
    body: schemas.thread,
    answers: 'the message id of an answer',
  },
  'GET /numbers': { id: 'listNumbers', tag: 'people', summary: 'the business numbers' },
  'GET /numbers/:id': { id: 'getNumber', tag: 'people', summary: 'one business number' },
  'POST /numbers': { id: 'addNumber', tag: 'people', summary: 'adds a business number', body: schemas.newNumber },
  'PUT /numbers/:id': { id: 'putNumber', tag: 'people', summary: 'changes a business number', body: schemas.number },
  'DELETE /numbers/:id': { id: 'deleteNumber', tag: 'people', summary: 'removes a business number' },
  'GET /messages': {
    id: 'listMessages',
    tag: 'phones',
    summary: 'what the phones show, oldest first',
    query: {
      to: { ...text, description: 'a person: what is in the chat' },
      from: { ...text, description: 'who wrote: a person, or a business number' },
      phoneNumberId: text,
      direction: { enum: ['in', 'out'], description: 'out: from the business' },
      type: { ...text, description: "the message's type, such as text, interactive, template" },
      status: { ...text, description: 'accepted, sent, delivered, read, played, failed or received' },
      text: { ...text, description: 'part of the text that the bubble or its buttons show' },
      before: { type: 'integer', minimum: 0, description: 'older than this seq' },
      ...page,
    },
  },
  'GET /stream': {
    id: 'streamMessages',
    tag: 'phones',
    summary: 'what the phones show, as it happens',
    answers: 'server-sent events',
    contentType: 'text/event-stream',
  },
  'GET /media/:id': { id: 'getMedia', tag: 'phones', summary: 'the bytes of a media file', contentType: '*/*' },
  'GET /samples/:file': {
    id: 'getSample',
    tag: 'phones',
    summary: 'a sample file',
    query: { bytes: { ...text, description: 'size of the file in bytes' } },
    contentType: '*/*',
  },
  'GET /templates': {
    id: 'listTemplates',
    tag: 'templates',
    summary: 'the templates of every account',
    query: { wabaId: text },
  },
  'GET /review': { id: 'getReview', tag: 'templates', summary: 'how new templates are reviewed' },
  'PUT /review': {
    id: 'setReview',
    tag: 'templates',
    summary: 'sets how new templates are reviewed',
    body: schemas.review,
  },
  'POST /templates/:id/review': {
    id: 'reviewTemplate',
    tag: 'templates',
    summary: "an act of Meta's reviewers or quality rating on a template",
    body: schemas.reviewAct,
  },
  'GET /flows': { id: 'listFlows', tag: 'templates', summary: 'the flows of every account' },
  'GET /flows/:id': { id: 'getFlow', tag: 'templates', summary: "a flow's JSON, as the phone draws it" },
  'GET /faults': { id: 'listFaults', tag: 'trouble', summary: 'the faults, and how often each was applied' },
  'POST /faults': {
    id: 'addFault',
    tag: 'trouble',
    summary: 'adds a fault',
    body: schemas.fault,
    answers: "the fault's id",
  },
  'DELETE /faults': { id: 'deleteFaults', tag: 'trouble', summary: 'removes all faults' },
  'DELETE /faults/:id': { id: 'deleteFault', tag: 'trouble', summary: 'removes one fault' },
  'GET /disorder': {
    id: 'getDisorder',
    tag: 'trouble',
    summary: 'how webhooks are shuffled, doubled, batched and delayed',
  },
  'POST /disorder': {
    id: 'setDisorder',
    tag: 'trouble',
    summary: 'shuffles, doubles, batches and delays webhooks',
    body: schemas.disorder,
  },
  'GET /rules': { id: 'getRules', tag: 'trouble', summary: "which of Meta's rules are enforced, and their limits" },
  'PUT /rules': {
    id: 'setRules',
    tag: 'trouble',
    summary: 'switches rules and sets their limits',
    body: schemas.rules,
  },
  'PUT /tokens': {
    id: 'declareToken',
    tag: 'trouble',
    summary: 'declares an access token expired, invalid or valid',
    body: schemas.token,
  },
  'GET /clock': { id: 'getClock', tag: 'time', summary: "the sandbox's time" },
  'POST /clock': { id: 'setClock', tag: 'time', summary: 'moves, sets, freezes or resumes time', body: schemas.clock },
  'PUT /subscription': {
    id: 'setSubscription',
    tag: 'log',
    summary: 'sets the destination of webhooks',
    body: schemas.subscription,
  },
  'GET /subscription': { id: 'getSubscriptions', tag: 'log', summary: 'the current destination of webhooks' },
  'GET /requests': {
    id: 'listRequests',
    tag: 'log',
    summary: 'the latest requests to the Graph API with their answers, oldest first',
    query: {
      path: { ...text, description: 'part of the path' },
      method: text,
      phoneNumberId: text,
      status: text,
      ...page,
    },
  },
  'GET /webhooks': {
    id: 'listWebhooks',
    tag: 'log',
    summary: 'the latest webhooks posted, each with its outcome, oldest first',
    query: {
      phoneNumberId: text,
      field: { ...text, description: "messages, statuses, a webhook field's name, raw or entry" },
      status: { ...text, description: "the receiver's status code" },
      text: { ...text, description: 'part of the body, such as a wamid' },
      ...page,
    },
  },
  'POST /webhooks': {
    id: 'postWebhook',
    tag: 'log',
    summary: 'posts one signed body: acts and facts of many people and numbers, or a verbatim body',
    body: schemas.webhook,
    answers: "the webhook's id in the log",
  },
  'POST /webhooks/:id/redeliver': {
    id: 'redeliverWebhook',
    tag: 'log',
    summary: 'posts a webhook of the log again',
    answers: 'its new id',
  },
  'POST /webhooks/redeliver': {
    id: 'redeliverWebhooks',
    tag: 'log',
    summary: 'posts a range of the log again',
    body: schemas.range,
    isChecked: true,
    answers: 'the new ids',
  },
  'POST /reset': {
    id: 'reset',
    tag: 'state',
    summary: 'resets everything, or everything except what is kept; subscriptions stay',
    body: schemas.reset,
    isOptional: true,
  },
  'GET /export': {
    id: 'exportState',
    tag: 'state',
    summary: 'the whole state',
    query: { media: { enum: ['true', 'false'], description: 'whether to include the bytes of media' } },
  },
  'POST /import': {
    id: 'importState',
    tag: 'state',
    summary: 'replaces the state with an exported one',
    body: schemas.state,
  },
}
