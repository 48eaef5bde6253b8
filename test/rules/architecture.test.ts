/**
 * The pages for new maintainers, against the code: the map's length, the walks, the glossary, the states, the form of
 * decisions, the index.
 */
import assert from 'node:assert/strict'
import { dirname, join } from 'node:path/posix'
import { describe, test } from 'node:test'
import { advance, isEnd, type Status, sentStatus, states } from '../../src/model/message/lifecycle.ts'
import { blocksOf, readDocument, readPages, sectionOf } from '../support/documents.ts'
import { declares, exportedNames, sourceNamed } from '../support/exports.ts'
import { tableRows } from '../support/markdown.ts'

const architecture = readDocument('ARCHITECTURE.md')
const pages = readPages()
const codeSpans = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)

describe('ARCHITECTURE', () => {
  test('is read in one sitting: at most 200 lines', () => {
    assert.ok(architecture.trimEnd().split('\n').length <= 200)
  })

  for (const walk of ['### A text message', '### A status', '### A campaign row']) {
    test(`${walk.slice(4)}: each step is there, in the named file`, () => {
      const steps = tableRows(sectionOf(architecture, walk))
      assert.ok(steps.length >= 8, `${steps.length} steps`)
      for (const [step = '', file = '', name = ''] of steps) {
        const [path = '', declared = ''] = [codeSpans(file)[0], codeSpans(name)[0]]
        const full = sourceNamed(path)
        assert.ok(full !== undefined, `step ${step}: there is no ${path}`)
        assert.ok(declares(full, declared), `step ${step}: ${path} declares no ${declared}`)
      }
    })
  }

  test('the glossary names exported names', () => {
    const words = tableRows(architecture, 'Glossary')
    assert.ok(words.length >= 30, `${words.length} words`)
    const exported = exportedNames()
    const unknown = words.flatMap(([, , code = '']) => codeSpans(code).filter((name) => !exported.has(name)))
    assert.deepEqual(unknown, [])
    const sorted = words.map(([word = '']) => word)
    assert.deepEqual(sorted, sorted.toSorted())
  })
})

describe('message states', () => {
  const page = readDocument('docs/guides/message-states.md')
  const drawing = blocksOf(page).find(({ language }) => language === 'mermaid')?.text ?? ''
  const arrows = [...drawing.matchAll(/^ +(\S+) --> (\S+?)(?:: (.+))?$/gm)].map(([, from = '', to = '', why = '']) => ({
    from,
    to,
    why,
  }))

  test('the drawing has every state, and marks the final ones', () => {
    const drawn = new Set(arrows.flatMap(({ from, to }) => [from, to]).filter((state) => state !== '[*]'))
    assert.deepEqual([...drawn].sort(), [...states].sort())
    const ends = arrows.filter(({ to }) => to === '[*]').map(({ from }) => from)
    assert.deepEqual(ends.sort(), states.filter(isEnd).sort())
  })

  test('the table of statuses is the rule, and all of it; the drawing has none of its own', () => {
    const statuses: Status[] = ['sent', 'delivered', 'read', 'failed']
    const rows = tableRows(page, 'Where a status leads')
    const next = (from: (typeof states)[number], status: Status) => advance(from, status)
    assert.deepEqual(
      rows.map(([from = '', ...to]) => [codeSpans(from)[0], ...to]),
      states.map((from) => [from, ...statuses.map((one) => (next(from, one) === from ? '–' : next(from, one)))]),
    )
    const [head = ''] = /^\| In state .*$/m.exec(page) ?? []
    assert.deepEqual(codeSpans(head), statuses)
    const drawn = arrows.filter(({ why }) => why === 'status')
    assert.ok(drawn.length >= 3)
    assert.deepEqual(
      drawn.filter(({ from, to }) => !statuses.some((one) => states.some((is) => is === from && next(is, one) === to))),
      [],
    )
  })

  test('the words of the compatible API are those of the code', () => {
    assert.deepEqual(
      tableRows(page, 'Words of the compatible API').map(([state = '', ...words]) => [codeSpans(state)[0], ...words]),
      states.map((state) => [state, sentStatus(state, false), sentStatus(state, true)]),
    )
  })
})

describe('pages', () => {
  test('every source file that a page names is there', () => {
    const asked = pages.filter(({ path }) => path !== 'CHANGELOG.md')
    const named = asked.flatMap(({ path, text }) =>
      codeSpans(text).flatMap((code) => (/^[\w-]+(?:\/[\w-]+)+\.ts$/.test(code) ? [{ path, code }] : [])),
    )
    assert.ok(named.length > 150, String(named.length))
    assert.deepEqual(
      named.filter(({ code }) => sourceNamed(code) === undefined).map(({ path, code }) => `${path}: ${code}`),
      [],
    )
  })

  test('docs/README.md leads to every page', () => {
    const index = readDocument('docs/README.md')
    const linked = new Set([...index.matchAll(/\]\(([^)#]+)/g)].map(([, target = '']) => join('docs', target)))
    const others = pages.filter(({ path }) => path.startsWith('docs/') && path !== 'docs/README.md')
    const unlinked = others.filter(({ path }) => !linked.has(path) && !linked.has(join(dirname(path), 'README.md')))
    assert.deepEqual(
      unlinked.map(({ path }) => path),
      [],
    )
  })

  test('docs/decisions/README.md leads to every subject', () => {
    const index = readDocument('docs/decisions/README.md')
    const linked = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name = '']) => `docs/decisions/${name}`)
    const subjects = pages.filter(({ path }) => path.startsWith('docs/decisions/') && !path.endsWith('README.md'))
    assert.deepEqual(linked.sort(), subjects.map(({ path }) => path).sort())
  })

  test('every decision has its date, context, decision and consequence, in that order', () => {
    const form =
      /^[^\n]+\n\*\d{4}-\d\d-\d\d(?:\. Supersedes [^*]+)?\*\n\n- \*\*Context:\*\* [\s\S]+?\n- \*\*Decision:\*\* [\s\S]+?\n- \*\*Consequence:\*\* /
    const decisions = pages
      .filter(({ path }) => path.startsWith('docs/decisions/'))
      .flatMap(({ path, text }) =>
        text
          .split(/^### /m)
          .slice(1)
          .map((decision) => ({ path, decision })),
      )
    assert.ok(decisions.length > 90, String(decisions.length))
    assert.deepEqual(
      decisions
        .filter(({ decision }) => !form.test(decision))
        .map(({ path, decision }) => `${path}: ${decision.split('\n')[0]}`),
      [],
    )
  })

  test('everything that a skeleton or example imports is there', () => {
    const imports = pages.flatMap(({ path, text }) =>
      blocksOf(text)
        .filter(({ language }) => language === 'ts')
        .flatMap((block) => [...block.text.matchAll(/^import \{([^}]+)\} from '\.\.\/([^']+)'/gm)])
        .flatMap(([, names = '', file = '']) =>
          names.split(',').map((name) => ({ path, file, name: name.trim().replace(/^type /, '') })),
        ),
    )
    assert.ok(imports.length > 15, String(imports.length))
    const missing = imports.filter(({ file, name }) => !declares(join('test/unit/..', file), name))
    assert.deepEqual(missing, [])
  })
})
