/** Many people at once, from a file; what is wrong with a row is said by its line, and the others are added. */
import type { Schemas } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { FileDrop } from '../../kit/file-drop.tsx'
import { Problem } from '../../kit/form.tsx'
import { useWords } from '../../words/words.tsx'
import { touched } from './queries.ts'
import { ListSelect, useList } from './which-list.tsx'

export function ImportOptOuts({ bot, onClose }: { bot: string | undefined; onClose: () => void }) {
  const { t } = useWords()
  const { list, setList, botId } = useList(bot)
  const take = useChange({
    run: async (file: File) =>
      gateway.importSuppressions({ body: { ...(botId && { botId }), csv: await file.text() } }),
    touches: touched,
    isToldInPlace: true,
  })
  return (
    <div className="stack">
      <p className="soft">{t('optouts.file_hint')}</p>
      <ListSelect list={list} onChange={setList} />
      <FileDrop
        label={t('optouts.file_drop')}
        action={t('optouts.file_choose')}
        types={['text/csv', '.csv', 'text/plain']}
        onFile={(file) => take.mutate(file)}
      />
      {take.error && <Problem error={take.error} />}
      {take.data && <Outcome taken={take.data} />}
      <div className="row end">
        <Button onPress={onClose}>{t('close')}</Button>
      </div>
    </div>
  )
}

function Outcome({ taken: { rows, added, bad, problems } }: { taken: Schemas['SuppressionImport'] }) {
  const { t, number, language } = useWords()
  return (
    <div className="stack" role="status">
      <p>{t('optouts.imported', { added: number(added), rows: number(rows), bad: number(bad) })}</p>
      {problems.length > 0 && (
        <ul className="plain">
          {problems.map(({ line, reasons }) => (
            <li key={line}>
              <b>{t('optouts.line', { line: number(line) })}</b> {reasons.map((reason) => reason[language]).join(' ')}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
