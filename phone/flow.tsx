/**
 * A flow's form: drawn screen by screen from the flow's JSON if the sandbox has it, otherwise as free fields. The
 * answer is the payload of the flow's last button, with the flow's token.
 */
import { useState } from 'react'
import type { Flow } from '../drawing/content.ts'
import { FlowPart } from './flow-part.tsx'
import { filled, filledAll, type Part, partsOf, type Screen, valuesOf } from './flow-values.ts'
import { closeSheet, Field, openSheet, SheetForm } from './sheet.tsx'
import { get } from './store.ts'
import { word } from './words.ts'

type Answer = Record<string, unknown>
type OnAnswer = (response: Answer) => unknown

export async function openFlow(title: string, flow: Flow, onAnswer: OnAnswer): Promise<void> {
  const screens = screensOf(await find(flow).catch(() => undefined))
  const answer = (response: Answer) => onAnswer({ ...response, flow_token: flow.token ?? 'unused' })
  const first = screens.find(({ id }) => id === flow.screen) ?? screens[0]
  if (first === undefined) return openSheet(title, <FreeFields onAnswer={answer} />)
  showScreen({ screens, answer, forms: {}, title }, first, flow.data ?? {})
}

type Known = { id?: string; name?: string; json?: { screens?: unknown } }

/** A message names its flow by id or by name. */
async function find({ id, name }: Flow): Promise<Known | undefined> {
  const found = id ?? (await get<Known[]>('flows')).find((flow) => flow.name === name)?.id
  return found ? get<Known>(`flows/${encodeURIComponent(found)}`) : undefined
}

function screensOf(known: Known | undefined): Screen[] {
  const screens = known?.json?.screens
  return Array.isArray(screens) ? screens : []
}

function FreeFields({ onAnswer }: { onAnswer: OnAnswer }) {
  const [count, setCount] = useState(1)
  const send = (data: FormData) => {
    const values = data.getAll('value')
    const entries = data.getAll('key').map((key, index) => [String(key).trim(), values[index]])
    onAnswer(Object.fromEntries(entries.filter(([key]) => key !== '')))
  }
  return (
    <>
      <p className="help">{word.flowHelp}</p>
      <SheetForm action={word.send} onSend={send}>
        {Array.from({ length: count }, (_, index) => (
          <div className="two" key={index}>
            <Field label={`${word.field} ${index + 1}`} name="key" maxLength={80} />
            <Field label={`${word.value} ${index + 1}`} name="value" />
          </div>
        ))}
        <button className="link" type="button" onClick={() => setCount(count + 1)}>
          {word.addField}
        </button>
      </SheetForm>
    </>
  )
}

/** `forms`: the values of each screen that was sent. */
type Run = { screens: Screen[]; answer: OnAnswer; forms: Record<string, Answer>; title: string }

function showScreen(run: Run, screen: Screen, data: Answer): void {
  const footer = partsOf(screen).find(({ type }) => type === 'Footer')
  const known = { ...examplesOf(screen), ...data }
  const send = (sent: FormData) => {
    run.forms[screen.id] = valuesOf(screen, sent)
    proceed(run, screen, footer, known)
  }
  const label = filled(footer?.label, { data: known })
  openSheet(
    screen.title ?? run.title,
    <SheetForm action={typeof label === 'string' ? label : word.next} onSend={send} staysOpen>
      {partsOf(screen).map((part, index) => (
        <FlowPart key={index} part={part} data={known} />
      ))}
    </SheetForm>,
  )
}

function proceed(run: Run, screen: Screen, footer: Part | undefined, data: Answer): void {
  const { forms, screens } = run
  const action = footer?.['on-click-action'] ?? { name: 'complete' }
  const scope = { form: forms[screen.id], data, screen: forms }
  const payload = filledAll(action.payload ?? forms[screen.id], scope)
  const following = screens[screens.indexOf(screen) + 1]
  const next = screens.find(({ id }) => id === action.next?.name)
  if (action.name === 'navigate' && next) showScreen(run, next, payload)
  // The sandbox has no endpoint: an exchange continues with the next screen, or ends.
  else if (action.name === 'data_exchange' && following) showScreen(run, following, { ...data, ...payload })
  else {
    closeSheet()
    run.answer(payload)
  }
}

function examplesOf({ data = {} }: Screen): Answer {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value?.__example__]))
}
