/**
 * What the gateway refused, at the fields that it names: each is marked, says why, and the first of them has the focus,
 * or, where none of them stands here, the summary beside. A field is named as the request names its place
 * (`messages.0.text`); a path inside of a field (`origins.1`) is that field's.
 */
import { type FormEvent, type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { Form as AriaForm } from 'react-aria-components'
import { flushSync } from 'react-dom'
import { ApiError } from '../../../sdk/client.ts'
import { type Language, useWords } from '../words/words.tsx'

/** By the name of the field; `elsewhere`: sentences for which no field stands here. */
type Faults = { atFields: Record<string, string[]>; elsewhere: string[] }

type Options = {
  /** The field that a path of the request means, where that is another name. */
  fieldOf?: ((path: string) => string) | undefined
  /** Has the focus when no field here is named. */
  summary?: RefObject<HTMLElement | null>
}

export function useFaults(error: Error | null, { fieldOf, summary }: Options = {}) {
  const { language } = useWords()
  const [putAside, setPutAside] = useState<Error | null>(null)
  const form = useRef<HTMLFormElement>(null)
  // One object for each refusal: with another one, what was put right is wrong again.
  const faults = useMemo(() => sorted(form.current, error, language, fieldOf), [error, language])
  useEffect(() => {
    if (error === null) return
    const first = firstOf(form.current, Object.keys(faults.atFields))
    if (first !== undefined) reveal(first)
    else summary?.current?.focus()
  }, [error])
  return {
    form,
    ...faults,
    ...(putAside === error && { atFields: {} }),
    /** Before it is sent again: the browser sends no form with a field that is marked. */
    putAside: () => flushSync(() => setPutAside(error)),
  }
}

type Props = {
  error: Error | null
  fieldOf?: (path: string) => string
  /** By Enter, or a button of its kind among them. */
  onSubmit?: () => void
  children: ReactNode
}

/** Around fields whose values are not read from the form; what else was refused stands in `Refused` below. */
export function FaultsAtFields({ error, fieldOf, onSubmit, children }: Props) {
  const { form, atFields, putAside } = useFaults(error, { fieldOf })
  const send = (event: FormEvent) => {
    event.preventDefault()
    onSubmit?.()
  }
  return (
    <AriaForm ref={form} validationErrors={atFields} onSubmit={send}>
      <div className="stack" onInput={putRight} onClickCapture={onSubmit && putAside}>
        {children}
      </div>
    </AriaForm>
  )
}

/**
 * A fault goes as soon as somebody writes in its field. By itself it would go when the field is left: by a click on the
 * button, which would move from under the pointer with it, and not be clicked.
 */
export function putRight({ target }: FormEvent): void {
  if (target instanceof HTMLElement && target.ariaInvalid === 'true')
    target.dispatchEvent(new Event('change', { bubbles: true }))
}

function sorted(
  form: HTMLFormElement | null,
  error: Error | null,
  language: Language,
  fieldOf = (path: string) => path,
): Faults {
  const faults: Faults = { atFields: {}, elsewhere: [] }
  const violations = error instanceof ApiError ? error.violations : {}
  for (const [path, texts] of Object.entries(violations)) {
    const said = texts.map((text) => text[language])
    const name = nameIn(form, fieldOf(path))
    if (name === undefined) faults.elsewhere.push(...said)
    else faults.atFields[name] = [...(faults.atFields[name] ?? []), ...said]
  }
  return faults
}

/** The longest beginning of the path that is a field's name. */
function nameIn(form: HTMLFormElement | null, path: string): string | undefined {
  for (let name = path; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.'))))
    if (form?.elements.namedItem(name) != null) return name
  return undefined
}

function firstOf(form: HTMLFormElement | null, names: readonly string[]): HTMLElement | undefined {
  const elements = [...(form?.elements ?? [])]
  return elements.find((one): one is HTMLElement => names.includes(one.getAttribute('name') ?? ''))
}

/** It may stand in a part that is folded. */
function reveal(field: HTMLElement): void {
  const folded = field.closest('details')
  if (folded) folded.open = true
  field.focus()
}
