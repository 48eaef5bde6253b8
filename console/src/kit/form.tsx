/**
 * A form: what the gateway refuses stands at the field that it names, and whatever has no field here, above the button.
 * Values are read when it is sent.
 */
import { type FormEvent, type ReactNode, type RefObject, useRef } from 'react'
import { Form as AriaForm } from 'react-aria-components'
import { PreconditionError } from '../../../sdk/client.ts'
import { useWords } from '../words/words.tsx'
import { Button } from './button.tsx'
import { CodeLine } from './cause.tsx'
import { putRight, useFaults } from './faults.tsx'
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
  const { t } = useWords()
  const summary = useRef<HTMLDivElement>(null)
  const { form, atFields, elsewhere, putAside } = useFaults(error, { summary })
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!isPending) onSubmit(valuesOf(event.currentTarget))
  }
  return (
    <AriaForm ref={form} className="form" onSubmit={send} validationErrors={atFields}>
      <div className="form" onChange={onTouch} onInput={putRight}>
        {children}
      </div>
      <Problem ref={summary} error={error} {...(Object.keys(atFields).length > 0 && { elsewhere })} />
      {/* Enter in a field clicks the button too. */}
      <div className="row" onClickCapture={putAside}>
        <Button type="submit" kind="primary" isPending={isPending}>
          {submit}
        </Button>
        {onStartAnew && error instanceof PreconditionError && <Button onPress={onStartAnew}>{t('form.anew')}</Button>}
      </div>
    </AriaForm>
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

type ProblemProps = {
  error: unknown
  /** Which of several things failed. */
  about?: string | undefined
  /** Fields say what is wrong, all but this. */
  elsewhere?: readonly string[]
  ref?: RefObject<HTMLDivElement | null>
}

/** Stands empty before there is one: a live region must be there before what it says. */
export function Problem({ error, about, elsewhere, ref }: ProblemProps) {
  const words = useWords()
  const explained = error == null ? undefined : explain(error, words)
  return (
    <div ref={ref} tabIndex={-1} role="alert" className={explained === undefined ? undefined : 'problem-box'}>
      {explained !== undefined && (
        <>
          {elsewhere === undefined ? (
            <p>
              {about && `${about}: `}
              <b>{explained.title}.</b> {explained.text}
            </p>
          ) : (
            <p>{[words.t('form.look'), ...elsewhere].join(' ')}</p>
          )}
          {explained.code !== undefined && <CodeLine code={explained.code} />}
        </>
      )}
    </div>
  )
}
