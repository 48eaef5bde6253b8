/**
 * Templates in the store: lists, drafts that take a name once, changes by Meta's answers and by syncs, and the events
 * that report them.
 */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import type { TemplateNotice } from '../../src/model/template/record.ts'
import { schema1 } from '../../src/store/migrations/0001.ts'
import { schema2 } from '../../src/store/migrations/0002.ts'
import { testEndpoint } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { testBot, tieredBackends } from '../support/store.ts'

const botId = 'bot_test'
const about = { botId, wabaId: 'waba-bot_test' }

const template = (elementName: string, more: Partial<TemplateDefinition> = {}): TemplateDefinition => ({
  elementName,
  language: 'es',
  category: 'UTILITY',
  status: 'APPROVED',
  components: [{ type: 'BODY', text: 'Hola {{1}}.', example: { body_text: [['Ana']] } }],
  metaId: `meta-${elementName}`,
  ...more,
})

for (const backend of tieredBackends) {
  const open = async () => {
    const notices: TemplateNotice[] = []
    const ctx = await backend.open({
      onWakeup: (wakeup) => wakeup.kind === 'templates' && notices.push(wakeup.notice),
    })
    await ctx.store.putBot(testBot())
    await ctx.store.putEndpoint(testEndpoint('ep', ['template_status', 'template_category', 'template_quality']))
    const events = () =>
      ctx
        .rows('select body from events order by seq')
        .map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>)
    return { ctx, store: ctx.store, notices, events, [Symbol.asyncDispose]: () => ctx[Symbol.asyncDispose]() }
  }

  describe(`templates (${backend.name})`, () => {
    test('lists are filtered, counted and paged; deleted ones are listed on request', async () => {
      await using opened = await open()
      const { store } = opened
      for (let at = 0; at < 12; at++) await store.putTemplate(botId, template(`order_${at}`), t0 + at)
      await store.putTemplate(botId, template('offer', { category: 'MARKETING', language: 'pt_BR' }), t0)
      await store.putTemplate(botId, template('gone', { status: 'DELETED' }), t0)
      await store.putTemplate('bot_other', template('order_x'), t0)
      const names = async (filter: object) => {
        const found = await store.listTemplates({ botId, limit: 50, offset: 0, ...filter })
        return [found.total, found.templates.map((one) => one.definition.elementName).join(' ')]
      }
      assert.deepEqual(await names({ query: 'ORDER_1' }), [3, 'order_1 order_10 order_11'])
      assert.deepEqual(await names({ query: 'order_1', limit: 2, offset: 2 }), [3, 'order_11'])
      assert.deepEqual(await names({ query: '%' }), [0, ''])
      assert.deepEqual(await names({ query: 'r_r' }), [0, ''])
      assert.deepEqual(await names({ category: 'MARKETING' }), [1, 'offer'])
      assert.deepEqual(await names({ language: 'pt_br' }), [1, 'offer'])
      assert.deepEqual(await names({ status: 'DELETED' }), [1, 'gone'])
      assert.equal((await names({}))[0], 13)
      assert.deepEqual(await store.templatesNamed(botId, 'gone'), [])
    })

    test('fields that people set stay when Meta changes others', async () => {
      await using opened = await open()
      const { store } = opened
      await store.putTemplate(botId, template('a'), t0, { displayName: 'La primera', isVisible: false })
      await store.putTemplate(botId, template('a', { status: 'PAUSED' }), t0 + 5)
      const [stored] = await store.templateRecords(botId, 'a')
      assert.deepEqual(stored?.record, { displayName: 'La primera', isVisible: false })
      assert.deepEqual([stored?.createdAt, stored?.updatedAt], [t0, t0 + 5])
    })

    test('a name is taken once; drafts and deleted templates give way', async () => {
      await using opened = await open()
      const { store } = opened
      const draft = { ...template('a'), status: 'DRAFT', metaId: undefined }
      assert.deepEqual(await store.draftTemplate(botId, draft, {}, t0), { kind: 'drafted' })
      assert.equal((await store.draftTemplate(botId, draft, {}, t0 + 1)).kind, 'drafted')
      const submitted = { metaId: '1', status: 'PENDING', category: 'UTILITY' } as const
      await store.submitTemplate(botId, about.wabaId, draft, submitted, t0 + 2)
      assert.deepEqual(await store.draftTemplate(botId, draft, {}, t0 + 3), { kind: 'taken', status: 'PENDING' })
      await store.putTemplate(botId, template('a', { status: 'DELETED' }), t0 + 4)
      assert.equal((await store.draftTemplate(botId, draft, {}, t0 + 5)).kind, 'drafted')
      assert.deepEqual(opened.events(), [])
    })

    test('an approval that precedes the answer to the creation is not undone by it', async () => {
      await using opened = await open()
      const { store } = opened
      const draft = { ...template('a'), metaId: undefined }
      await store.draftTemplate(botId, draft, {}, t0)
      await store.submittingTemplate(botId, draft, t0)
      const { channel } = testBot()
      const fact = { kind: 'template', wabaId: about.wabaId, elementName: 'a', language: 'es', raw: {} } as const
      const approval = { ...fact, change: 'status', value: 'APPROVED' } as const
      await store.ingest([approval, approval], { receivedAt: t0 + 1, appSecret: channel.appSecret })
      const submitted = { metaId: '1', status: 'PENDING', category: 'UTILITY' } as const
      await store.submitTemplate(botId, about.wabaId, draft, submitted, t0 + 2)
      const [stored] = await store.templatesNamed(botId, 'a')
      assert.deepEqual([stored?.status, stored?.metaId], ['APPROVED', '1'])
      assert.deepEqual(
        opened.events().map(({ value, previous }) => [value, previous]),
        [['APPROVED', 'DRAFT']],
      )
    })

    test("an unsent draft stays beside Meta's template of the same name, and the conflict is reported", async () => {
      await using opened = await open()
      const { store, ctx } = opened
      const record = { displayName: 'Mi borrador', isVisible: false }
      const draft = {
        ...template('a'),
        status: 'DRAFT',
        metaId: undefined,
        components: [{ type: 'BODY', text: 'Mío' }],
      }
      await store.draftTemplate(botId, draft, record, t0)
      const theirs = template('a', { category: 'MARKETING' })
      const sync = (found: TemplateDefinition[], now: number) =>
        store.syncTemplates({ ...about, found, startedAt: now, now })
      assert.equal((await sync([theirs], t0 + 1)).changed, 1)
      for (const reopened of [false, true]) {
        if (reopened) await ctx.reopen()
        const [stored] = await ctx.store.templateRecords(botId, 'a')
        assert.deepEqual(stored?.definition, theirs, "what can be sent is Meta's")
        assert.deepEqual(stored?.record, {})
        assert.deepEqual(stored?.draft, JSON.parse(JSON.stringify({ definition: draft, record })))
      }
      const reported = opened.events().map(({ event, value, previous, conflict, source }) => ({
        event,
        value,
        previous,
        conflict,
        source,
      }))
      assert.deepEqual(reported, [
        { event: 'template_status', value: 'APPROVED', previous: 'DRAFT', conflict: true, source: 'sync' },
      ])
      // It is reported once, and the draft outlives later changes at Meta.
      await ctx.store.syncTemplates({ ...about, found: [theirs], startedAt: t0 + 2, now: t0 + 2 })
      const paused = { ...theirs, status: 'PAUSED' }
      await ctx.store.syncTemplates({ ...about, found: [paused], startedAt: t0 + 3, now: t0 + 3 })
      assert.deepEqual(
        opened.events().map(({ value, conflict }) => [value, conflict]),
        [
          ['APPROVED', true],
          ['PAUSED', undefined],
        ],
      )
      const [beside] = await ctx.store.templateRecords(botId, 'a')
      assert.equal(beside?.draft?.record.displayName, 'Mi borrador')
    })

    test("the draft is back when Meta's template is deleted, however that is learnt", async () => {
      const ways: Record<string, (opened: Awaited<ReturnType<typeof open>>) => Promise<unknown>> = {
        'the next sync': ({ store }) =>
          store.dropTemplates({ ...about, seen: new Set<string>(), startedAt: t0 + 9, now: t0 + 9 }),
        'a webhook': ({ store }) =>
          store.ingest(
            [
              {
                kind: 'template',
                wabaId: about.wabaId,
                elementName: 'a',
                language: 'es',
                change: 'status',
                value: 'DELETED',
                raw: {},
              },
            ],
            { receivedAt: t0 + 9, appSecret: testBot().channel.appSecret },
          ),
        'a deletion here': ({ store }) => store.putTemplate(botId, template('a', { status: 'DELETED' }), t0 + 9),
      }
      for (const [way, handle] of Object.entries(ways)) {
        await using opened = await open()
        const { store } = opened
        const draft = { ...template('a'), status: 'DRAFT', components: [{ type: 'BODY', text: 'Mío' }] }
        await store.draftTemplate(botId, draft, { displayName: 'Mi borrador' }, t0)
        await store.syncTemplates({ ...about, found: [template('a')], startedAt: t0 + 1, now: t0 + 1 })
        await handle(opened)
        const [stored] = await store.templateRecords(botId, 'a')
        assert.deepEqual(stored?.definition, draft, way)
        assert.deepEqual([stored?.record, stored?.draft], [{ displayName: 'Mi borrador' }, undefined], way)
      }
    })

    test("a draft being sent to Meta is Meta's template of that name; so is an identical one", async () => {
      await using opened = await open()
      const { store } = opened
      const body = [{ type: 'BODY', text: 'Mío' }]
      await store.draftTemplate(botId, { ...template('sent'), components: body, metaId: undefined }, {}, t0)
      await store.submittingTemplate(botId, { elementName: 'sent', language: 'es' }, t0 + 1)
      await store.draftTemplate(botId, { ...template('same'), metaId: undefined }, {}, t0)
      await store.syncTemplates({
        ...about,
        found: [template('sent'), template('same')],
        startedAt: t0 + 2,
        now: t0 + 2,
      })
      for (const name of ['sent', 'same']) {
        const [stored] = await store.templateRecords(botId, name)
        assert.deepEqual([stored?.definition, stored?.draft], [template(name), undefined])
      }
      assert.deepEqual(
        opened.events().map(({ conflict }) => conflict),
        [undefined, undefined],
      )
      // A draft that came back from Meta is an unsent draft again.
      await store.putTemplate(botId, { ...template('sent'), status: 'DRAFT', components: body }, t0 + 3, {})
      await store.syncTemplates({ ...about, found: [template('sent')], startedAt: t0 + 4, now: t0 + 4 })
      assert.ok((await store.templateRecords(botId, 'sent'))[0]?.draft)
    })

    test("a webhook about a template with an unsent draft's name does not approve the draft", async () => {
      await using opened = await open()
      const { store } = opened
      const draft = { ...template('a'), status: 'DRAFT', metaId: undefined }
      await store.draftTemplate(botId, draft, {}, t0)
      const fact = { kind: 'template', wabaId: about.wabaId, elementName: 'a', language: 'es', raw: {} } as const
      const approval = { ...fact, change: 'status', value: 'APPROVED' } as const
      await store.ingest([approval], { receivedAt: t0 + 1, appSecret: testBot().channel.appSecret })
      const [stored] = await store.templatesNamed(botId, 'a')
      assert.equal(stored?.status, 'DRAFT')
      assert.deepEqual(
        opened.events().map(({ value, previous }) => [value, previous]),
        [['APPROVED', undefined]],
      )
      assert.equal(opened.notices.at(-1)?.isKnown, false)
    })

    test('a creation that Meta puts into MARKETING is reported with the alarm', async () => {
      await using opened = await open()
      await opened.store.draftTemplate(botId, { ...template('a'), metaId: undefined }, {}, t0)
      const submitted = { metaId: '1', status: 'PENDING', category: 'MARKETING' } as const
      await opened.store.submitTemplate(botId, about.wabaId, template('a'), submitted, t0)
      assert.deepEqual(
        opened.events().map(({ event, value, previous, alarm }) => [event, value, previous, alarm]),
        [['template_category', 'MARKETING', 'UTILITY', true]],
      )
      assert.deepEqual(
        opened.notices.map(({ elementName, alarm }) => [elementName, alarm]),
        [['a', true]],
      )
    })

    test('a sync reports every difference once, and no other', async () => {
      await using opened = await open()
      const { store } = opened
      for (const name of ['same', 'paused', 'moved', 'rewritten', 'gone'])
        await store.putTemplate(botId, template(name), t0)
      await store.putTemplate(botId, template('by_hand', { metaId: undefined }), t0)
      await store.putTemplate(botId, template('draft', { status: 'DRAFT', metaId: undefined }), t0)
      const signed = { type: 'BODY', example: { body_text: [['Eva']] }, text: 'Hola {{1}}.' }
      const found = [
        template('same', { components: [signed] }),
        template('paused', { status: 'PAUSED', quality: 'RED' }),
        template('moved', { category: 'MARKETING' }),
        template('rewritten', { components: [{ type: 'BODY', text: 'Otro texto.' }] }),
        template('new'),
      ]
      const input = { ...about, startedAt: t0 + 1, now: t0 + 2 }
      assert.deepEqual(await store.syncTemplates({ ...input, found }), {
        added: 1,
        changed: 3,
        unchanged: 1,
        removed: 0,
      })
      const seen = new Set(found.map(({ elementName, language }) => `${elementName} ${language}`))
      assert.deepEqual(await store.dropTemplates({ ...input, seen }), { removed: 1 })
      assert.deepEqual(
        opened
          .events()
          .map(({ event, elementName, change, value, alarm }) => [event, elementName, change, value, alarm]),
        [
          ['template_status', 'paused', 'status', 'PAUSED', undefined],
          ['template_quality', 'paused', 'quality', 'RED', undefined],
          ['template_category', 'moved', 'category', 'MARKETING', true],
          ['template_status', 'rewritten', 'components', 'UPDATED', undefined],
          ['template_status', 'gone', 'status', 'DELETED', undefined],
        ],
      )
      const again = { ...about, startedAt: t0 + 3, now: t0 + 4 }
      assert.deepEqual(await store.syncTemplates({ ...again, found }), {
        added: 0,
        changed: 0,
        unchanged: 5,
        removed: 0,
      })
      assert.deepEqual(await store.dropTemplates({ ...again, seen }), { removed: 0 })
      assert.equal(opened.events().length, 5)
    })

    test("a change written during the query to Meta is newer than Meta's answer", async () => {
      await using opened = await open()
      const { store } = opened
      await store.putTemplate(botId, template('a', { status: 'PAUSED' }), t0 + 5)
      const input = { ...about, startedAt: t0, now: t0 + 6 }
      assert.equal((await store.syncTemplates({ ...input, found: [template('a')] })).unchanged, 1)
      assert.deepEqual(await store.dropTemplates({ ...input, seen: new Set() }), { removed: 0 })
      assert.equal((await store.templatesNamed(botId, 'a'))[0]?.status, 'PAUSED')
    })

    test('many templates are synced in pieces, none twice and none left out', async () => {
      await using opened = await open()
      const { store } = opened
      const found = Array.from({ length: 1_500 }, (_, at) => template(`t_${String(at).padStart(4, '0')}`))
      await store.syncTemplates({ ...about, found, startedAt: t0, now: t0 })
      const input = { ...about, startedAt: t0 + 1, now: t0 + 2, seen: new Set(['t_0000 es', 't_1400 es']) }
      const first = await store.dropTemplates(input)
      assert.deepEqual(first, { removed: 999, next: { elementName: 't_0999', language: 'es' } })
      assert.deepEqual(await store.dropTemplates({ ...input, after: first.next }), { removed: 499 })
      assert.equal((await store.listTemplates({ botId, limit: 1, offset: 0 })).total, 2)
    })

    test('a sync of one name leaves the others alone', async () => {
      await using opened = await open()
      for (const name of ['a', 'b']) await opened.store.putTemplate(botId, template(name), t0)
      const input = { ...about, startedAt: t0, now: t0, seen: new Set<string>(), elementName: 'a' }
      assert.deepEqual(await opened.store.dropTemplates(input), { removed: 1 })
      assert.deepEqual(
        (await opened.store.templates(botId)).map(({ elementName, status }) => [elementName, status]),
        [
          ['a', 'DELETED'],
          ['b', 'APPROVED'],
        ],
      )
    })
  })
}

test('templates from before lists get their status and category', () => {
  const db = new DatabaseSync(':memory:')
  db.exec(schema1.sql)
  const insert = db.prepare("insert into templates values ('b', ?, 'es', ?, 7)")
  const rows: Partial<TemplateDefinition>[] = [
    {},
    { status: 'PAUSED', category: 'MARKETING' },
    { category: 'AUTHENTICATION' },
  ]
  rows.forEach((more, at) => void insert.run(`t_${at}`, JSON.stringify(template(`t_${at}`, more))))
  db.exec(schema2.sql)
  const found = db.prepare('select status, category, created_at from templates order by element_name').all()
  db.close()
  assert.deepEqual(
    found.map((one) => Object.values(one)),
    [
      ['APPROVED', 'UTILITY', 7],
      ['PAUSED', 'MARKETING', 7],
      ['APPROVED', 'AUTHENTICATION', 7],
    ],
  )
})
