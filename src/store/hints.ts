/** Hints of one transaction: who got work by it, told when it is committed, since before that there is nothing to find. Used by methods.ts. */
import type { EventType } from '../model/event.ts'
import type { TemplateNotice } from '../model/template/record.ts'
import type { MessageKind } from './store.ts'

/** A step in a message's life. */
export type LifeNote = {
  botId: string
  messageId: string
  kind: MessageKind
  type: EventType
  /** Meta had taken it before. */
  hadLeft: boolean
  /** Of a failure: Meta's code or our key. */
  code?: string
}

/** Something was not remembered: a person has as much as one may have. */
export type MemoryNote = {
  botId: string
  /** By actions of a message that was sent, by a skill, or because two turned out to be one person. */
  cause: 'actions' | 'skill' | 'union'
  /** How large the memory would be. */
  bytes: number
}

import { type Kept, type UnprocessedNotice, unprocessedNotices } from './unprocessed.ts'

/** Each is only a hint, after the commit. */
export type HintDeps = {
  /** An endpoint got deliveries. */
  onDeliveries?: (endpointId: string) => void
  /** A bot's pair may go on. */
  onMessages?: (botId: string) => void
  /** Another process mended a bot's channel: what rests here for it need rest no longer. */
  onResume?: (botId: string) => void
  /** A bot got files to fetch. */
  onMedia?: (botId: string) => void
  /** A bot's skills got work. */
  onSkills?: (botId: string) => void
  /** A template changed. */
  onTemplate?: (notice: TemplateNotice) => void
  /** A message made a step. */
  onLife?: (note: LifeNote) => void
  /** What came and has no place. */
  onUnprocessed?: (notice: UnprocessedNotice) => void
  /** Something was not remembered. */
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
    /** The transaction begins, for the first time or again: what it said before was not committed. */
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
