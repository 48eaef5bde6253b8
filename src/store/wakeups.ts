/** Hints of one transaction about new work, sent only after its commit, since before that there is nothing to find. */
import type { TemplateNotice } from '../model/template/record.ts'
import type { LifeNote, MemoryNote } from './events/notes.ts'
import { type Kept, type UnprocessedNotice, unprocessedNotices } from './inbound/unprocessed.ts'

/** Each is only a hint, sent after the commit. */
export type HintDeps = {
  /** The endpoint has new deliveries. */
  onDeliveries?: (endpointId: string) => void
  /** A message of the bot may be due. */
  onMessages?: (botId: string) => void
  /** Another process fixed the bot's channel: a lane resting because of it may resume. */
  onResume?: (botId: string) => void
  /** The bot has files to download. */
  onMedia?: (botId: string) => void
  /** The bot's skills have work. */
  onSkills?: (botId: string) => void
  onTemplate?: (notice: TemplateNotice) => void
  /** A message took a step in its life. */
  onLife?: (note: LifeNote) => void
  /** An item arrived that has no place. */
  onUnprocessed?: (notice: UnprocessedNotice) => void
  onMemoryFull?: (note: MemoryNote) => void
}

export function makeHints(deps: HintDeps) {
  const endpoints = new Set<string>()
  const bots = new Set<string>()
  const skills = new Set<string>()
  const media = new Set<string>()
  const templates: TemplateNotice[] = []
  const lives: LifeNote[] = []
  const unprocessed: Kept[] = []
  const memories: MemoryNote[] = []
  return {
    /** The transaction begins, for the first time or again: hints of an earlier run were not committed. */
    begin(): void {
      for (const those of [endpoints, bots, skills, media]) those.clear()
      templates.length = 0
      lives.length = 0
      unprocessed.length = 0
      memories.length = 0
    },
    collect: {
      hint: (endpointId: string) => endpoints.add(endpointId),
      hintBot: (botId: string) => bots.add(botId),
      hintSkills: (botId: string) => skills.add(botId),
      hintMedia: (botId: string) => media.add(botId),
      hintTemplate: (notice: TemplateNotice) => templates.push(notice),
      noteLife: (note: LifeNote) => lives.push(note),
      noteMemory: (note: MemoryNote) => memories.push(note),
      hintUnprocessed: (kept: Kept) => unprocessed.push(kept),
    },
    tell(): void {
      for (const endpointId of endpoints) deps.onDeliveries?.(endpointId)
      for (const botId of bots) deps.onMessages?.(botId)
      for (const botId of skills) deps.onSkills?.(botId)
      for (const botId of media) deps.onMedia?.(botId)
      for (const notice of templates) deps.onTemplate?.(notice)
      for (const note of lives) deps.onLife?.(note)
      for (const note of memories) deps.onMemoryFull?.(note)
      for (const notice of unprocessedNotices(unprocessed)) deps.onUnprocessed?.(notice)
    },
  }
}
