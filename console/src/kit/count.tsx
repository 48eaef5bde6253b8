/** How long a text is, of how much it may be. */
import { useWords } from '../words/words.tsx'

/** Nothing is cut off while somebody writes: what is too much is told. */
export function Count({ text, limit }: { text: string; limit: number }) {
  const { number } = useWords()
  // As the gateway counts: an emoji is one, and so is a letter with its accent.
  const { length } = [...text.normalize('NFC')]
  return (
    <span className={length > limit ? 'problem small number' : 'soft small number'}>
      {number(length)} / {number(limit)}
    </span>
  )
}
