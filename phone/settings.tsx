/**
 * This browser's settings: theme, language, and whether to load media from other origins without asking. Also the sheet
 * for a new chat.
 */
import { errorOf } from './act.ts'
import { TickLine } from './flow-part.tsx'
import { NumberField } from './person.tsx'
import { closeSheet, Field, openSheet, SelectField, SheetForm, textIn, toast } from './sheet.tsx'
import { addPerson, businessOf, type Chat, numbers } from './store.ts'
import { language, languages, word } from './words.ts'

export function openSettings(): void {
  const theme = document.documentElement.dataset.theme ?? 'system'
  const themes = { system: word.themeSystem, light: word.themeLight, dark: word.themeDark }
  openSheet(
    word.settings,
    <>
      <Selection label={word.theme} chosen={theme} options={themes} onChoose={setTheme} />
      <Selection label={word.languageName} chosen={language} options={languages} onChoose={setLanguage} />
      <TickLine
        label={word.autoload}
        type="checkbox"
        defaultChecked={localStorage.getItem('autoload') === 'yes'}
        onChange={({ target }) => localStorage.setItem('autoload', target.checked ? 'yes' : 'no')}
      />
    </>,
  )
}

type SelectionProps = {
  label: string
  chosen: string
  options: Record<string, string>
  onChoose: (value: string) => void
}

function Selection({ label, chosen, options, onChoose }: SelectionProps) {
  return (
    <SelectField label={label} defaultValue={chosen} onChange={({ target }) => onChoose(target.value)}>
      {Object.entries(options).map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </SelectField>
  )
}

function setTheme(theme: string): void {
  if (theme === 'system') {
    localStorage.removeItem('theme')
    delete document.documentElement.dataset.theme
  } else {
    localStorage.setItem('theme', theme)
    document.documentElement.dataset.theme = theme
  }
}

/** Reloads, since every word on the page changes. */
function setLanguage(chosen: string): void {
  localStorage.setItem('language', chosen)
  location.reload()
}

export function openNewChat(onChat: (chat: Chat) => unknown): void {
  const known = [...numbers.keys()]
  const send = async (data: FormData) => {
    const digits = textIn(data, 'number').replace(/\D/g, '')
    if (digits.length < 6) return toast(word.shortNumber)
    closeSheet()
    const name = textIn(data, 'name')
    const body = JSON.stringify(name ? { name } : {})
    const answer = await fetch(`/_sandbox/people/${digits}`, { method: 'PUT', body })
    if (!answer.ok) return toast((await errorOf(answer)) ?? word.offline)
    return onChat(addPerson(await answer.json(), textIn(data, 'phoneNumberId') || undefined))
  }
  openSheet(
    word.newChat,
    <SheetForm action={word.open} onSend={send} staysOpen>
      <NumberField name="number" />
      <Field label={word.personName} name="name" maxLength={80} />
      {known.length > 1 && (
        <SelectField label={word.business} name="phoneNumberId" defaultValue={known[0]}>
          {known.map((phoneNumberId) => (
            <option key={phoneNumberId} value={phoneNumberId}>
              {businessOf({ phoneNumberId })}
            </option>
          ))}
        </SelectField>
      )}
      <p className="help">{word.newChatHelp}</p>
    </SheetForm>,
  )
}
