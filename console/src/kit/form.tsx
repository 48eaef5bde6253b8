/**
 * A form: what the gateway refuses stands at the field that it names, and whatever has no field here, above the button.
 * Values are read when it is sent.
 */
import { type FormEvent, type ReactNode, useMemo, useRef } from 'react'
import { Form as AriaForm } from 'react-aria-components'
import { ApiError, PreconditionError } from '../../../sdk/client.ts'
import { type Language, useWords } from '../words/words.tsx'
import { Button } from './button.tsx'
import { CodeLine } from './cause.tsx'
import { explain } from './states.tsx'

export type Values = Record<string, string>

type Props = {
  submit: string
  error: Error | null
  isPending: boolean
  onSubmit: (values: Values) => void
  /** Somebody writes in it. */
  onTouch?: () => void
  /** Offered when somebody else was faster: what is there now takes the place of what was written. */
  onStartAnew?: () => void
  children: ReactNode
}

export function Form({ submit, error, isPending, onSubmit, onTouch, onStartAnew, children }: Props) {
  const { t, language } = useWords()
  const form = useRef<HTMLFormElement>(null)
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!isPending) onSubmit(valuesOf(event.currentTarget))
  }
  // One object for each refusal: with another one, what was put right is wrong again.
  const atFields = useMemo(() => faultsOf(error, language), [error, language])
  const isHere = (field: string) => form.current?.elements.namedItem(field) != null
  const isAllHere = Object.keys(atFields).length > 0 && Object.keys(atFields).every(isHere)
  return (
    <AriaForm ref={form} className="form" onSubmit={send} validationErrors={atFields}>
      <div className="form" onChange={onTouch} onInput={putRight}>
        {children}
      </div>
      <Problem error={error} isAtFields={isAllHere} />
      <div className="row">
        <Button type="submit" kind="primary" isPending={isPending}>
          {submit}
        </Button>
        {onStartAnew && error instanceof PreconditionError && <Button onPress={onStartAnew}>{t('form.anew')}</Button>}
      </div>
    </AriaForm>
  )
}

/**
 * A fault goes as soon as somebody writes in its field. By itself it would go when the field is left: by a click on the
 * button, which would move from under the pointer with it, and not be clicked.
 */
function putRight({ target }: FormEvent): void {
  if (target instanceof HTMLElement && target.ariaInvalid === 'true')
    target.dispatchEvent(new Event('change', { bubbles: true }))
}

function faultsOf(error: Error | null, language: Language): Record<string, string[]> {
  const faults = error instanceof ApiError ? error.violations : {}
  return Object.fromEntries(
    Object.entries(faults).map(([field, texts]) => [field, texts.map((text) => text[language])]),
  )
}

/** A password may begin or end with a space. */
function valuesOf(form: HTMLFormElement): Values {
  const isPassword = (name: string) => {
    const input = form.elements.namedItem(name)
    return input instanceof HTMLInputElement && input.type === 'password'
  }
  const written = [...new FormData(form)].map(([name, value]) => [name, String(value)] as const)
  return Object.fromEntries(written.map(([name, value]) => [name, isPassword(name) ? value : value.trim()]))
}

/** `about`: which of several things failed. `isAtFields`: the fields say what is wrong. */
type ProblemProps = { error: Error | null; about?: string | undefined; isAtFields?: boolean }

/** Stands empty before there is one: a live region must be there before what it says. */
export function Problem({ error, about, isAtFields = false }: ProblemProps) {
  const words = useWords()
  const explained = error === null ? undefined : explain(error, words)
  return (
    <div role="alert" className={explained === undefined ? undefined : 'problem-box'}>
      {explained !== undefined &&
        (isAtFields ? (
          <p>{words.t('form.look')}</p>
        ) : (
          <>
            <p>
              {about && `${about}: `}
              <b>{explained.title}.</b> {explained.text}
            </p>
            {explained.code !== undefined && <CodeLine code={explained.code} />}
          </>
        ))}
    </div>
  )
}
