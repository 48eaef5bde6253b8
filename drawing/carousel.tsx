/** The cards of a message, swiped with a finger, scrolled with the arrow keys or moved by two buttons. */
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Icon } from './icon.tsx'
import { useSurroundings } from './surroundings.tsx'

/** `children`: each a `.slide`. */
export function Carousel({ children }: { children: ReactNode }) {
  const { word } = useSurroundings()
  const { strip, isAtStart, isAtEnd, look } = useEnds()
  const go = (way: number) => {
    const { current } = strip
    const wide = (current?.firstElementChild as HTMLElement | null)?.offsetWidth ?? 0
    const isGentle = !matchMedia('(prefers-reduced-motion: reduce)').matches
    current?.scrollBy({ left: way * (wide + 6), behavior: isGentle ? 'smooth' : 'instant' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== strip.current || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
    event.preventDefault()
    go(event.key === 'ArrowLeft' ? -1 : 1)
  }
  return (
    <div className="carousel">
      {/* biome-ignore lint/a11y/useSemanticElements: cards are no fields */}
      <div
        className="slides"
        ref={strip}
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-label={word.cards}
        onKeyDown={onKeyDown}
        onScroll={look}
      >
        {children}
      </div>
      <button
        className="step previous"
        type="button"
        aria-label={word.previous}
        disabled={isAtStart}
        onClick={() => go(-1)}
      >
        <Icon name="back" />
      </button>
      <button
        className="step following"
        type="button"
        aria-label={word.following}
        disabled={isAtEnd}
        onClick={() => go(1)}
      >
        <Icon name="next" />
      </button>
    </div>
  )
}

/** Where it stands: at an end there is nothing to move to. */
function useEnds() {
  const strip = useRef<HTMLDivElement>(null)
  const [ends, setEnds] = useState({ isAtStart: true, isAtEnd: true })
  const look = () => {
    const { scrollLeft = 0, clientWidth = 0, scrollWidth = 0 } = strip.current ?? {}
    const [isAtStart, isAtEnd] = [scrollLeft < 4, scrollLeft + clientWidth > scrollWidth - 4]
    setEnds((before) =>
      before.isAtStart === isAtStart && before.isAtEnd === isAtEnd ? before : { isAtStart, isAtEnd },
    )
  }
  const latest = useRef(look)
  useEffect(() => {
    const { current } = strip
    if (current === null) return
    const observer = new ResizeObserver(() => latest.current())
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  return { strip, ...ends, look }
}
