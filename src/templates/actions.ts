/** The API's actions on a bot's templates, as one value for HTTP. */
import type { LibraryPage, LibraryQuery } from '../channel/cloud/management/library.ts'
import type { Bot } from '../model/bot/bot.ts'
import { draftStatus, templateKey } from '../model/template/record.ts'
import { type CreateInput, createTemplate } from './create.ts'
import type { TemplateDeps, TemplateOutcome, TemplateResult } from './deps.ts'
import { type EditInput, editTemplate } from './edit.ts'
import { type EnableResult, enableInsights } from './insights.ts'
import { removeTemplate } from './remove.ts'
import { type SampleResult, uploadFile } from './samples.ts'
import { type SyncResult, syncBot } from './sync.ts'

export type TemplateActions = {
  create(bot: Bot, input: CreateInput): Promise<TemplateOutcome>
  edit(bot: Bot, input: EditInput): Promise<TemplateOutcome>
  remove(bot: Bot, template: { elementName: string; language?: string }): Promise<TemplateResult<string[]>>
  sync(bot: Bot): Promise<SyncResult>
  /** One page of Meta's ready-made templates. */
  library(bot: Bot, asked: LibraryQuery): Promise<LibraryPage>
  /** Meta counts the account's templates from now on, for ever; its figures are read soon. */
  enableInsights(bot: Bot): Promise<EnableResult>
  /** Of a header, by the file itself. */
  uploadSample(bot: Bot, file: { bytes: Uint8Array; name: string }): Promise<SampleResult>
}

/** `enabledInsights`: figures of the bot's templates can be read now. */
export function createTemplateActions(deps: TemplateDeps, enabledInsights: (botId: string) => void): TemplateActions {
  const busy = new Set<string>()

  /** One action at a time for a name and language: Meta's answer to one decides what the next may do. */
  async function alone(
    bot: Bot,
    template: { elementName: string; language: string },
    work: () => Promise<TemplateOutcome>,
    otherwise: TemplateOutcome,
  ): Promise<TemplateOutcome> {
    const key = `${bot.id} ${templateKey(template)}`
    if (busy.has(key)) return otherwise
    busy.add(key)
    try {
      return await work()
    } finally {
      busy.delete(key)
    }
  }

  return {
    create(bot, input) {
      const work = () => createTemplate(deps, bot, input)
      return alone(bot, input.template.definition, work, { kind: 'taken', status: draftStatus })
    },
    edit(bot, input) {
      const { definition } = input.stored
      const work = () => editTemplate(deps, bot, input)
      return alone(bot, definition, work, { kind: 'locked', status: definition.status })
    },
    remove: (bot, template) => removeTemplate(deps, bot, template),
    sync: (bot) => syncBot(deps, bot),
    library: ({ channel }, asked) => deps.cloud.templateLibrary(channel, asked),
    async enableInsights(bot) {
      const enabled = await enableInsights(deps, bot)
      if (enabled.kind === 'ok') enabledInsights(bot.id)
      return enabled
    },
    uploadSample: (bot, file) => uploadFile(deps, bot, file),
  }
}
