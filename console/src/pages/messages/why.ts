/** The reason why a message failed, in one sentence: of the gateway or of Meta, whichever said it. */
import type { Language } from '../../words/words.tsx'
import type { Message } from './steps.ts'

export type Why = { text: string; code: string | undefined }

export function whyOf({ error }: Pick<Message, 'error'>, language: Language): Why | undefined {
  if (typeof error !== 'object' || error === null)
    return typeof error === 'string' ? { text: error, code: undefined } : undefined
  const facts = error as Record<string, unknown>
  const told = textAt(facts.clientMessages, language) ?? textAt(facts.says, language)
  const said = ['details', 'message', 'title', 'description'].map((name) => textAt(facts, name))
  const text = told ?? said.find((one) => one !== undefined) ?? JSON.stringify(error)
  const code = facts.code ?? facts.key
  return { text, code: code === undefined ? undefined : String(code) }
}

function textAt(value: unknown, name: string): string | undefined {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  return typeof found === 'string' && found !== '' ? found : undefined
}
