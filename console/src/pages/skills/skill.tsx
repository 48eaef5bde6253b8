/** One skill: written, tried with a person, deleted; and what failed of it lately. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Allowed } from '../../app/allowed.tsx'
import { BotSelect, OfBot } from '../../app/bot-select.tsx'
import { gateway, queries } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { CodeBlock, curlOf } from '../../kit/code-block.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { FaultsAtFields } from '../../kit/faults.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Refused } from '../../kit/refused.tsx'
import { useWords, type Words } from '../../words/words.tsx'
import { SkillEditor } from './editor.tsx'
import { Failures } from './failures.tsx'
import { bodyOfSkill, emptySkill, formOfSkill, type SkillForm } from './form.ts'
import { type Skill, skillQuery, skillsQuery } from './queries.ts'
import { Runs } from './runs.tsx'
import { TrySkill } from './try.tsx'

const route = getRouteApi('/signed-in/skills/$botId/$skillId')
const newRoute = getRouteApi('/signed-in/skills/new')

export function NewSkill() {
  const { t } = useWords()
  const { bot } = newRoute.useSearch()
  const navigate = newRoute.useNavigate()
  return (
    <Page title={t('skill.new')} lead={<Link to="/skills">{t('nav.skills')}</Link>}>
      <div className="filters">
        <BotSelect value={bot} onChange={(to) => void navigate({ search: { bot: to }, replace: true })} />
      </div>
      <OfBot wanted={bot} none={t('skills.none')}>
        {(id) => (
          <Allowed to="skills.write" bot={id}>
            <div className="narrow">
              <Form bot={id} start={emptySkill} />
            </div>
          </Allowed>
        )}
      </OfBot>
    </Page>
  )
}

export function SkillPage() {
  const { t } = useWords()
  const { botId, skillId } = route.useParams()
  const found = useQuery(skillQuery(botId, skillId))
  const lead = (
    <Link to="/skills" search={{ bot: botId }}>
      {t('nav.skills')}
    </Link>
  )
  return (
    <Page title={found.data?.skill.name ?? skillId} lead={lead}>
      <Loaded of={found} lines={10}>
        {({ skill, etag }) => (
          <div className="stack">
            <div className="beside">
              <Shown key={etag} skill={skill} etag={etag} />
              <div className="stack">
                <TrySkill bot={botId} skill={skillId} />
                <Failures bot={botId} skill={skillId} />
              </div>
            </div>
            <Runs bot={botId} skill={skillId} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

/** Who may not write it reads it as the API has it. */
function Shown({ skill, etag }: { skill: Skill; etag: string | undefined }) {
  const mayWrite = useMay('skills.write', skill.botId)
  const path = `/manage/v1/bots/${skill.botId}/skills/${skill.id}`
  if (!mayWrite)
    return (
      <Card>
        <CodeBlock value={skill} curl={curlOf('GET', path)} />
      </Card>
    )
  return <Form bot={skill.botId} start={formOfSkill(skill)} etag={etag} isFixed />
}

type FormProps = { bot: string; start: SkillForm; etag?: string | undefined; isFixed?: boolean }

function Form({ bot, start, etag, isFixed = false }: FormProps) {
  const { t } = useWords()
  const [form, setForm] = useState(start)
  const { save, remove } = useChanges(bot, form.id, etag, isFixed)
  const body = bodyOfSkill(form)
  const known = useQuery(skillsQuery(bot)).data ?? []
  const isTaken = !isFixed && known.some(({ id }) => id === form.id)
  return (
    <div className="stack">
      <FaultsAtFields error={save.error}>
        <SkillEditor
          bot={bot}
          form={form}
          isFixed={isFixed}
          onChange={(patch) => {
            setForm((now) => ({ ...now, ...patch }))
            if (save.error !== null) save.reset()
          }}
        />
      </FaultsAtFields>
      {isTaken && (
        <p className="problem" role="alert">
          {t('skill.taken')}
        </p>
      )}
      {save.error && !save.isPending && <Refused error={save.error} nameOf={(path) => placeIn(path, t)} />}
      <div className="row">
        <Button
          kind="primary"
          isDisabled={body === undefined || form.id === '' || isTaken}
          isPending={save.isPending}
          onPress={() => body && save.mutate(body)}
        >
          {t('skill.save')}
        </Button>
        {isFixed && <DeleteButton isPending={remove.isPending} onDelete={() => remove.confirm()} />}
      </div>
    </div>
  )
}

function DeleteButton({ isPending, onDelete }: { isPending: boolean; onDelete: () => Promise<unknown> }) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button kind="danger" isPending={isPending} onPress={() => setAsking(true)}>
        {t('skill.delete')}
      </Button>
      <ConfirmDialog
        title={t('skill.delete_ask')}
        text={t('skill.delete_about')}
        action={t('skill.delete')}
        isOpen={isAsking}
        onConfirm={onDelete}
        onClose={() => setAsking(false)}
      />
    </>
  )
}

/** `messages.0.text` is `Message 1`. */
function placeIn(path: string, t: Words['t']): string {
  const at = /^messages\.(\d+)/.exec(path)?.[1]
  return at === undefined ? path : t('skill.message', { number: Number(at) + 1 })
}

/** The revision that was read goes with a change: one by somebody else meanwhile is not written over. */
function useChanges(bot: string, skillId: string, etag: string | undefined, isFixed: boolean) {
  const navigate = useNavigate()
  const args = { botId: bot, skillId, ...(etag !== undefined && { ifMatch: etag }) }
  const save = useChange({
    run: async (body: NonNullable<ReturnType<typeof bodyOfSkill>>) => {
      await gateway.putSkill({ ...args, body })
      if (!isFixed) await navigate({ to: '/skills/$botId/$skillId', params: { botId: bot, skillId } })
    },
    touches: [['skills', bot]],
    done: 'skill.saved',
    isToldInPlace: true,
  })
  const remove = useChange({
    run: async () => {
      await gateway.deleteSkill(args)
      await navigate({ to: '/skills', search: { bot } })
      queries.removeQueries({ queryKey: ['skills', bot, skillId] })
    },
    touches: [['skills', bot]],
    done: 'skill.deleted',
  })
  return { save, remove }
}
