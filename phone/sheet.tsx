/**
 * The sheet that rises from the bottom with choices or fields, and the toast. Focus moves into the sheet and back to
 * its origin, as with a dialog.
 */
import { type ComponentProps, type FormEvent, Fragment, type ReactNode, useId } from 'react'
import { Icon } from '../drawing/icon.tsx'
import { byId, draw, screen, useScreen } from './screen.ts'
import { word } from './words.ts'

let cameFrom: Element | null = null
let sheets = 0

export function openSheet(title: string, content: ReactNode): void {
  const sheet = byId<HTMLDialogElement>('sheet')
  if (!sheet.open) cameFrom = document.activeElement
  sheets += 1
  draw({ sheet: { id: sheets, title, content } })
  const options = byId('options')
  options.scrollTop = 0
  if (!sheet.open) sheet.showModal()
  const first = 'input:not([type="hidden"], [type="radio"]), textarea, select, button, a'
  options.querySelector<HTMLElement>(first)?.focus()
}

export function closeSheet(): void {
  byId<HTMLDialogElement>('sheet').close()
}

export function Sheet() {
  const { sheet } = useScreen()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes every dialog
    <dialog
      id="sheet"
      aria-labelledby="sheet-title"
      onClose={afterClose}
      onClick={({ target, currentTarget }) => target === currentTarget && closeSheet()}
    >
      <header className="title">
        <h2 id="sheet-title">{sheet?.title ?? '…'}</h2>
        <button
          className="round-button"
          id="close"
          type="button"
          aria-label={word.close}
          title={word.close}
          onClick={closeSheet}
        >
          <Icon name="close" />
        </button>
      </header>
      {/* Each sheet's fields begin empty. */}
      <div id="options">
        <Fragment key={sheet?.id}>{sheet?.content}</Fragment>
      </div>
    </dialog>
  )
}

/** The element that opened the sheet may be gone; then focus goes to the text field. */
function afterClose(): void {
  // The event fires late: another sheet may be open already.
  if (byId<HTMLDialogElement>('sheet').open) return
  draw({ sheet: undefined })
  if (document.activeElement !== document.body) return
  const isThere = cameFrom instanceof HTMLElement && cameFrom.isConnected && cameFrom !== document.body
  const origin = isThere ? cameFrom : byId('text')
  if (origin instanceof HTMLElement && origin.checkVisibility()) origin.focus()
}

/** A row of a list, picked by its circle, as on a phone. */
export function Pick({ title, description, onPick }: Omit<OptionProps, 'before' | 'after'>) {
  const circle = <span className="radio" aria-hidden="true" />
  return <Option title={title} description={description} after={circle} onPick={onPick} />
}

/** An action, with its icon first. */
export function Choice({ icon, title, description, onPick }: OptionProps & { icon: string }) {
  const mark = (
    <span className="disc">
      <Icon name={icon} />
    </span>
  )
  return <Option title={title} description={description} before={mark} onPick={onPick} />
}

type OptionProps = {
  title: string
  description?: string | undefined
  before?: ReactNode
  after?: ReactNode
  onPick: () => unknown
}

function Option({ title, description, before, after, onPick }: OptionProps) {
  const pick = () => {
    closeSheet()
    onPick()
  }
  return (
    <button className="option" type="button" onClick={pick}>
      {before}
      <span className="lines">
        <strong>{title}</strong>
        {description && <small>{description}</small>}
      </span>
      {after}
    </button>
  )
}

function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

/** `name`: of the value in the form's data. */
export function Field({ label, ...input }: { label: string } & ComponentProps<'input'>) {
  return <Labelled label={label}>{(id) => <input id={id} autoComplete="off" {...input} />}</Labelled>
}

export function AreaField({ label, ...area }: { label: string } & ComponentProps<'textarea'>) {
  return <Labelled label={label}>{(id) => <textarea id={id} autoComplete="off" {...area} />}</Labelled>
}

export function SelectField({ label, children, ...select }: { label: string } & ComponentProps<'select'>) {
  return (
    <Labelled label={label}>
      {(id) => (
        <select id={id} autoComplete="off" {...select}>
          {children}
        </select>
      )}
    </Labelled>
  )
}

type FormProps = { action: string; onSend: (data: FormData) => unknown; staysOpen?: boolean; children: ReactNode }

/** `action`: the text of its button. `staysOpen` keeps the sheet open after sending. */
export function SheetForm({ action, onSend, staysOpen = false, children }: FormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    if (!staysOpen) closeSheet()
    onSend(data)
  }
  return (
    <form className="form" onSubmit={submit}>
      {children}
      <button className="primary" type="submit">
        {action}
      </button>
    </form>
  )
}

/** A field's text, without blanks around it. */
export function textIn(data: FormData, name: string): string {
  return String(data.get(name) ?? '').trim()
}

let timer: ReturnType<typeof setTimeout> | undefined

export function toast(text: string): void {
  draw({ toast: { text, isShown: true } })
  clearTimeout(timer)
  timer = setTimeout(() => draw({ toast: { ...screen.toast, isShown: false } }), 3_500)
}

export function Toast() {
  const { toast: shown } = useScreen()
  return (
    <output id="toast" className={shown.isShown ? 'shown' : undefined}>
      {shown.text}
    </output>
  )
}
