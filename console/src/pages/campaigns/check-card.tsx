/** Every row of the file checked by the gateway, which sends nothing: how many are good, and each fault by its line. */
import type { Answer, Progress } from '../../../../sdk/client.ts'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Card } from '../../kit/page.tsx'
import { Refused } from '../../kit/refused.tsx'
import { UploadBar } from '../../kit/upload-bar.tsx'
import { useWords } from '../../words/words.tsx'
import { Estimate } from '../costs/estimate.tsx'
import { Spread } from './spread.tsx'

export type Checked = Answer<'previewCampaign'>['data']

type Props = {
  bot: string
  progress: Progress | undefined
  error: Error | null
  checked: Checked | undefined
  onCheck: () => void
  /** The rows that will not be sent, as a file. */
  onDownload: () => void
}

export function CheckCard({ bot, progress, error, checked, onCheck, onDownload }: Props) {
  const { t } = useWords()
  return (
    <Card title={t('new_campaign.check')}>
      <p className="soft">{t('new_campaign.check_hint')}</p>
      <p>
        <Button kind={checked ? 'plain' : 'primary'} isPending={progress !== undefined} onPress={onCheck}>
          {t(checked ? 'check_again' : 'new_campaign.check_now')}
        </Button>
      </p>
      {progress && <UploadBar progress={progress} />}
      {error && !progress && <Refused error={error} />}
      {checked && !progress && <Result bot={bot} checked={checked} onDownload={onDownload} />}
    </Card>
  )
}

const figures = ['rows', 'good', 'bad', 'repeated'] as const

type ResultProps = { checked: Checked } & Pick<Props, 'bot' | 'onDownload'>

function Result({ bot, checked, onDownload }: ResultProps) {
  const { t, number } = useWords()
  const { rows, checkedRows, notices, problems, bad, repeated } = checked
  return (
    <section className="stack" aria-label={t('new_campaign.result')}>
      <dl className="figures">
        {figures.map((name) => (
          <div key={name}>
            <dt>{t(`checked.${name}`)}</dt>
            <dd>{number(checked[name])}</dd>
          </div>
        ))}
      </dl>
      {checkedRows < rows && (
        <p className="soft">{t('checked.first', { checked: number(checkedRows), rows: number(rows) })}</p>
      )}
      {bad + repeated === 0 && (
        <p>
          <Badge tone="good" text={t('checked.all_good')} />
        </p>
      )}
      <Spread spread={checked.spread} botId={bot} />
      <Countries cost={checked.cost} />
      <Estimate estimate={checked.cost.estimate} />
      <Notices notices={notices} columns={checked.columns} />
      {problems.length > 0 && <Problems {...{ problems, onDownload }} count={bad + repeated} />}
    </section>
  )
}

/** Most files have columns with accents or spaces in their names, which the gateway notes one by one. */
function Notices({ notices, columns }: Pick<Checked, 'notices' | 'columns'>) {
  const { t } = useWords()
  const strange = columns.filter((column) => notices.some((notice) => notice.includes(`"${column}"`)))
  const others = notices.filter((notice) => !strange.some((column) => notice.includes(`"${column}"`)))
  return (
    <>
      {strange.length > 0 && <p className="soft">{t('checked.columns', { columns: strange.join(', ') })}</p>}
      {others.map((notice) => (
        <p key={notice} className="soft">
          {notice}
        </p>
      ))}
    </>
  )
}

/** Meta charges by country and category. */
function Countries({ cost: { category, countries } }: { cost: Checked['cost'] }) {
  const { t, number, locale } = useWords()
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })
  const nameOf = (code: string) => (/^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : t('checked.no_country'))
  const known = (['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const).find((one) => one === category)
  return (
    <div>
      <h3>
        {t('checked.countries')} <span className="soft small">{known ? t(`category.${known}`) : category}</span>
      </h3>
      <ul className="chips">
        {countries.map(({ country, rows }) => (
          <li key={country}>
            {nameOf(country)} <b>{number(rows)}</b>
          </li>
        ))}
      </ul>
    </div>
  )
}

type ProblemsProps = Pick<Checked, 'problems'> & Pick<Props, 'onDownload'> & { count: number }

function Problems({ problems, count, onDownload }: ProblemsProps) {
  const { t, number, language } = useWords()
  return (
    <div>
      <div className="row between">
        <h3>{t('checked.problems')}</h3>
        <Button kind="quiet" onPress={onDownload}>
          {t('checked.download')}
        </Button>
      </div>
      {problems.length < count && (
        <p className="soft">{t('checked.shown', { shown: number(problems.length), count: number(count) })}</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <section className="table-box" tabIndex={0} aria-label={t('checked.problems')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('checked.line')}</th>
              <th scope="col">{t('column.person')}</th>
              <th scope="col">{t('checked.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {problems.map(({ line, destination, reasons }) => (
              <tr key={line}>
                <td className="number">{line}</td>
                <td>{destination}</td>
                <td>
                  {reasons.map((reason) => (
                    <span key={`${reason.field} ${reason.en}`} className="block">
                      {reason[language]}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}
