/**
 * What the OpenAPI document says of an operation and no schema of its route does: statuses of refusals that are
 * particular to it, headers and files of its answers. By operation id, so that each is there once.
 */
import type { TSchema } from 'typebox'
import type { OperationId } from '../../model/access/operations.ts'
import type { HeaderName } from './headers.ts'
import { anyEvent } from './webhooks.ts'

export type Extras = {
  /** Refusals besides those of every operation with its kind of access. A name: the component of the response. */
  refuses?: readonly (number | 'TemplateRefused' | 'SignInRefused')[]
  /** Headers of its answers. */
  headers?: readonly HeaderName[]
  /** The schema of an answer that its route writes by itself. */
  answer?: TSchema
  /** Answers that are no JSON, by content type. */
  files?: Readonly<Record<string, 'text' | 'bytes'>>
}

const csv = { 'text/csv': 'text' } as const
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const asFile = ['Content-Disposition'] as const
const stored = { refuses: [409], headers: ['ETag'] } as const satisfies Extras
const read = { headers: ['ETag'] } as const satisfies Extras
/** Of Meta, whose answer they wait for. */
const byMeta = { refuses: [409, 502] } as const satisfies Extras
const media = {
  refuses: [410, 416],
  headers: ['ETag', 'Accept-Ranges', 'Content-Range', 'Content-Disposition'],
  files: { '*/*': 'bytes' },
} as const satisfies Extras
const text = { 'text/plain': 'text' } as const

const bySend = { refuses: ['TemplateRefused'] } as const satisfies Extras

export const extras: Partial<Record<OperationId, Extras>> = {
  sendMessage: bySend,
  sendWhatsappMessage: bySend,
  sendTemplate: { ...bySend, headers: ['Recado-Notice'] },
  sendTemplateById: { ...bySend, headers: ['Recado-Notice'] },
  cancelMessage: { refuses: [409] },

  getSupportPanel: read,
  putSupportPanel: read,
  refreshMediaAddress: { refuses: [410] },
  markMessageRead: { refuses: [502] },
  createTemplate: byMeta,
  replaceTemplate: byMeta,
  updateTemplate: byMeta,
  deleteTemplate: byMeta,
  syncTemplates: byMeta,
  previewTemplate: { headers: ['Recado-Notice'] },
  createCampaign: { refuses: ['TemplateRefused', 409, 413], headers: ['Recado-Notice'] },
  previewCampaign: { refuses: ['TemplateRefused', 413], files: csv },
  retryCampaign: { refuses: [409, 422] },
  pauseCampaign: { refuses: [409] },
  resumeCampaign: { refuses: [409] },
  cancelCampaign: { refuses: [409] },
  getCampaignReport: { headers: asFile, files: { ...csv, [xlsxType]: 'bytes' } },
  listNotifications: { headers: asFile, files: csv },
  listExternalNotifications: { headers: asFile, files: csv },

  exportUser: { headers: asFile },
  streamEvents: { refuses: [404], files: { 'text/event-stream': 'text' } },
  getSignedEvent: { answer: anyEvent },
  getMedia: media,
  getSignedMedia: media,
  startSkill: { refuses: [400] },
  startFlow: { refuses: [400] },
  setBotWebhook: { refuses: [409] },
  setEventWebhooks: { refuses: [409] },
  createEndpoint: stored,
  getEndpoint: read,
  updateEndpoint: read,
  resumeEndpoint: read,

  createBot: stored,
  getBot: read,
  updateBot: stored,
  getProfile: { ...read, refuses: [502] },
  replaceProfile: { ...read, refuses: [502] },
  importNumber: { refuses: [502] },
  getComponents: { refuses: [502] },
  replaceComponents: { refuses: [502] },
  listBlocked: { refuses: [502] },
  blockUser: { refuses: [502] },
  unblockUser: { refuses: [502] },
  deleteContact: { refuses: [502] },
  listQrCodes: { refuses: [502] },
  createQrCode: { refuses: [502] },
  updateQrCode: { refuses: [502] },
  deleteQrCode: { refuses: [502] },
  registerNumber: { refuses: [502] },
  deregisterNumber: { refuses: [502] },
  setPin: { refuses: [502] },
  requestCode: { refuses: [502] },
  verifyCode: { refuses: [502] },
  getSubscription: { refuses: [502] },
  subscribe: { refuses: [502] },
  unsubscribe: { refuses: [502] },
  getUsername: { refuses: [502] },
  setUsername: { refuses: [502] },
  deleteUsername: { refuses: [502] },
  listUsernames: { refuses: [502] },
  controlThread: { refuses: [502] },
  browseTemplateLibrary: { refuses: [502] },
  enableTemplateInsights: { refuses: [502] },
  putTemplateDefinition: read,
  getUserMemory: read,
  addUserMemory: read,
  findMemoryKey: { refuses: [404] },
  getMemory: { headers: ['ETag'] },
  getConversation: read,
  updateConversation: read,
  readConversation: read,
  createNote: { refuses: [409] },
  getQuickAnswer: read,
  putQuickAnswer: stored,
  exportSuppressions: { headers: asFile, files: csv },
  createView: stored,
  getView: read,
  updateView: stored,
  putSkill: stored,
  getSkill: read,
  createClient: stored,
  getClient: read,
  updateClient: read,
  renewClientSecret: { refuses: [409] },
  createApiKey: { refuses: [409] },
  createMember: stored,
  getMember: read,
  updateMember: stored,
  deleteMember: { refuses: [409] },
  startKeyRotation: { refuses: [409] },
  confirmMyTotp: { refuses: [409] },
  listAuditTrail: { headers: asFile, files: { ...csv, 'application/x-ndjson': 'text' } },

  signIn: { refuses: ['SignInRefused'], headers: ['Set-Cookie'] },
  readSignInLink: { refuses: [410] },
  signInByLink: { refuses: ['SignInRefused', 410], headers: ['Set-Cookie'] },
  signOut: { headers: ['Set-Cookie'] },
  verifyMetaWebhook: { refuses: [403], files: text },
  receiveMetaWebhook: { refuses: [400, 401, 413], files: text },
  getMetrics: { refuses: [401], files: text },
}
