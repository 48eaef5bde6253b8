/** A body as it was on the wire, to be read and copied: as JSON, and as the curl command that asks for it again. */

import { useWords, type WordKey } from '../words/words.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { toast } from './toast.tsx'

type Props = { value: unknown; curl?: string; word?: 'copy.json' | 'copy.code' }

export function CodeBlock({ value, curl, word = 'copy.json' }: Props) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return (
    <figure className="code">
      <div className="row end">
        <CopyButton word={word} text={text} />
        {curl !== undefined && <CopyButton word="copy.curl" text={curl} />}
      </div>
      {/* A block that scrolls must be reached by the keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <pre tabIndex={0}>{text}</pre>
    </figure>
  )
}

/** `of`: what it copies, for screen readers, where several stand in a page. */
export function CopyButton({ word, text, of }: { word: WordKey; text: string; of?: string }) {
  const { t } = useWords()
  const label = of === undefined ? {} : { 'aria-label': `${t(word)}: ${of}` }
  return (
    <Button
      kind="quiet"
      {...label}
      onPress={() => void copy(text).then((done) => toast(t(done ? 'copied' : 'not_copied')))}
    >
      <Icon name="copy" /> {t(word)}
    </Button>
  )
}

/** The clipboard is missing on a page that is neither https nor on this machine. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** A request of this page as a command. The caller's credentials stand in the environment, not in the text. */
export function curlOf(method: string, path: string, body?: unknown): string {
  const lines = [`curl -X ${method} '${location.origin}${path}'`, `-H "Authorization: Bearer $API_KEY"`]
  if (body !== undefined) lines.push(`-H 'Content-Type: application/json'`, `-d '${quoted(JSON.stringify(body))}'`)
  return lines.join(' \\\n  ')
}

const quoted = (text: string) => text.replaceAll("'", `'\\''`)
