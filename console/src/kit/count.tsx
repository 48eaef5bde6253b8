/** How long a text is, of how much it may be. */
import { useWords } from '../words/words.tsx'

/** Nothing is cut off while somebody writes: what is too much is told. */
export function Count({ length, limit }: { length: number; limit: number }) {
  const { number } = useWords()
  return (
    <span className={length > limit ? 'problem small number' : 'soft small number'}>
      {number(length)} / {number(limit)}
    </span>
  )
}
