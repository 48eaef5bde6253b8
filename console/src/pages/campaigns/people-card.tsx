/** The file of people: chosen or dropped, read here, and shown as the gateway will get it. */
import { useState } from 'react'
import { Button } from '../../kit/button.tsx'
import { unfit } from '../../kit/file-check.ts'
import { FileDrop } from '../../kit/file-drop.tsx'
import { Problem } from '../../kit/form.tsx'
import { Card } from '../../kit/page.tsx'
import { loadPart } from '../../kit/part.ts'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'
import type { Draft } from './draft.ts'
import { type PeopleFile, phoneColumnOf, readPeopleFile, withPhonesFirst } from './people-file.ts'

const types = ['.csv', '.txt', '.tsv', '.xlsx', 'text/csv', 'text/plain']

/** In a file of its own, which is loaded with the first workbook. */
const readWorkbook = async (file: Blob) => (await loadPart('xlsx', () => import('./xlsx.ts'))).readXlsx(file)

type Props = { draft: Draft; onChange: (patch: Partial<Draft>) => void }

export function PeopleCard({ draft: { people, name }, onChange }: Props) {
  const { t } = useWords()
  const [problem, setProblem] = useState<{ name: string; error: unknown }>()
  const take = async (given: File) => {
    setProblem(undefined)
    try {
      const read = await readPeopleFile(given, readWorkbook)
      const at = phoneColumnOf(read)
      const people = at === 0 ? read : await withPhonesFirst(read, at)
      onChange({ people, name: name || given.name.replace(/\.\w+$/, '') })
    } catch (error) {
      // The file was changed or deleted since it was chosen.
      setProblem({ name: given.name, error: error instanceof DOMException ? unfit('FILE_UNREADABLE') : error })
    }
  }
  return (
    <Card title={t('new_campaign.people')}>
      {people ? (
        <Chosen
          people={people}
          onAnother={() => onChange({ people: undefined })}
          onPhones={async (at) => onChange({ people: await withPhonesFirst(people, at) })}
        />
      ) : (
        <FileDrop
          label={t('new_campaign.drop')}
          action={t('new_campaign.choose_file')}
          types={types}
          onFile={(file) => void take(file)}
        >
          <p className="soft small">{t('new_campaign.file_hint')}</p>
        </FileDrop>
      )}
      <Problem error={problem?.error} about={problem?.name} />
    </Card>
  )
}

type ChosenProps = { people: PeopleFile; onAnother: () => void; onPhones: (at: number) => Promise<void> }

function Chosen({ people: { file, columns, rows, notes }, onAnother, onPhones }: ChosenProps) {
  const { t, number } = useWords()
  const size = Math.max(1, Math.round(file.size / 1024))
  return (
    <>
      <div className="row between">
        <p>
          <b>{file.name}</b> <span className="soft">{number(size)} kB</span>
        </p>
        <Button kind="quiet" onPress={onAnother}>
          {t('new_campaign.another_file')}
        </Button>
      </div>
      {notes.map((note) => (
        <p key={note} className="soft">
          {t(`file.${note}`)}
        </p>
      ))}
      <div className="form-row">
        <Select
          label={t('new_campaign.phones')}
          value="0"
          choices={columns.map((column, at) => ({ value: String(at), label: column }))}
          onChange={(at) => void (at !== '0' && onPhones(Number(at)))}
        />
      </div>
      <FirstRows columns={columns} rows={rows.slice(0, 3)} />
    </>
  )
}

/** In a box that scrolls sideways, which the keyboard must reach. */
function FirstRows({ columns, rows }: { columns: readonly string[]; rows: readonly string[][] }) {
  const { t } = useWords()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className="table-box" tabIndex={0} aria-label={t('new_campaign.first_rows')}>
      <table className="table">
        <thead>
          <tr>
            {columns.map((column, at) => (
              // Two columns may have one name: they have no name but their place.
              <th key={`${at} ${column}`} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join('\t')}>
              {columns.map((column, at) => (
                <td key={`${at} ${column}`}>{row[at]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
