/**
 * Every document that a comment or a rule of the sandbox cites is in the repository, with the cited section or heading.
 * References are cited by their bare name (`cloud-api.md, 1.3 and 3.2`), other pages by their path. The other way round,
 * the references of Meta's API name existing code, and existing classes of errors.
 */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { describe, test } from 'node:test'
import { metaErrorClasses, metaErrorRanges } from '../../src/channel/cloud/outcomes/error-classes.ts'
import { readDocument, rootPath, sectionOf } from '../support/documents.ts'
import { tableRows } from '../support/markdown.ts'

type Citation = { name: string; sections: string[]; heading?: string }

/** A name with its sections, or with a heading in quotation marks. */
const cited =
  /(?<![\w*/.-])((?:docs\/)?[\w-]+(?:\/[\w-]+)*\.md)(?:(?:,| )? (?:sections? |facts? )?(\d+(?:\.\d+)*(?:(?:, | and | to )\d+(?:\.\d+)*)*)(?![\w.]*\d)|,\s+"([^"]+)")?/g

export function citationsIn(text: string): Citation[] {
  return [...text.matchAll(cited)].map(([, name = '', sections, heading]) => ({
    name,
    sections: sections?.split(/, | and | to /) ?? [],
    ...(heading === undefined ? {} : { heading }),
  }))
}

const comments = /\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm

/** Comments, each as one line; and the rows of the sandbox's rules, whose sources readers see. */
function citingText(path: string): string {
  const text = readFileSync(join(rootPath, path), 'utf8')
  const said = (text.match(comments) ?? []).map((one) => one.replaceAll(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' '))
  return [...said, ...(/rules\/rows-[\w-]+\.ts$/.test(path) ? [text] : [])].join('\n')
}

function pathOf(name: string): string | undefined {
  return [name, `docs/reference/${name}`].find((path) => existsSync(join(rootPath, path)))
}

const headingsOf = (page: string) => [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)

function isThere({ name, sections, heading }: Citation): boolean {
  const path = pathOf(name)
  if (path === undefined) return false
  const headings = headingsOf(readDocument(path))
  const hasSection = (number: string) =>
    headings.some((one) => one.startsWith(`${number} `) || one.startsWith(`${number}. `))
  const isNumbered = path.startsWith('docs/reference/')
  return (!isNumbered || sections.every(hasSection)) && (heading === undefined || headings.includes(heading))
}

const paths = globSync(['src/**/*.ts', 'sandbox/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'docs/sandbox-rules.md'], {
  cwd: rootPath,
})
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path !== 'test/rules/references.test.ts')

describe('citations', () => {
  test('the reader finds names, sections and headings', () => {
    const text =
      'As (cloud-api.md, 1.3 and 3.2; jelou-api.md 5): docs/errors.md, "Own codes". Also meta-2026.md, section 16.1).'
    assert.deepEqual(citationsIn(text), [
      { name: 'cloud-api.md', sections: ['1.3', '3.2'] },
      { name: 'jelou-api.md', sections: ['5'] },
      { name: 'docs/errors.md', sections: [], heading: 'Own codes' },
      { name: 'meta-2026.md', sections: ['16.1'] },
    ])
    assert.equal(isThere({ name: 'cloud-api.md', sections: ['1.9'] }), false)
    assert.equal(isThere({ name: 'nowhere.md', sections: [] }), false)
  })

  test('every cited document is here, with its section', () => {
    const all = paths.flatMap((path) => {
      const text = path.endsWith('.md') ? readDocument(path) : citingText(path)
      return citationsIn(text).map((citation) => ({ path, citation }))
    })
    const ofReferences = all.filter(({ citation }) => pathOf(citation.name)?.startsWith('docs/reference/'))
    assert.ok(ofReferences.length > 150, String(ofReferences.length))
    assert.ok(ofReferences.flatMap(({ citation }) => citation.sections).length > 150)
    assert.deepEqual(
      all
        .filter(({ citation }) => !isThere(citation))
        .map(({ path, citation }) => `${path}: ${JSON.stringify(citation)}`),
      [],
    )
  })

  test('no document is cited that readers cannot have', () => {
    const outside = paths.filter(
      (path) =>
        path.endsWith('.ts') && /\b(?:user-documents\/|lessons\.md|design\.md|models\.md)/.test(citingText(path)),
    )
    assert.deepEqual(outside, [])
  })
})

/** Sections with no line of their own are about the page itself, or the section above says it for them. */
const described = [
  { name: 'cloud-api.md', mayBeSilent: /^(?:7\.[123]|10\.)/ },
  { name: 'meta-2026.md', mayBeSilent: /^(?:1\.|9\.[1-5]|10\.[123]|17\.)/ },
]

const paragraphs = /\nWhere it is implemented: ([\s\S]+?)(?:\n\n|\s*$)/
const spanWithName = /`([^`\s]+)`(?: \((?:`(\w+)`|[^)`]*: ?`(\w+)`))?/g

/** The deepest sections, each with its text: a section that has some below it is said by those. */
function sectionsOf(page: string): { heading: string; text: string }[] {
  const parts = page.split(/^(?=#{2,3} )/m).slice(1)
  const all = parts.map((part) => ({ heading: part.replace(/^#+ (.*)[\s\S]*$/, '$1'), text: part }))
  const numberOf = (heading: string) => /^\d+/.exec(heading)?.[0] ?? ''
  return all.filter(
    ({ heading, text }, at) =>
      text.startsWith('### ') || numberOf(all[at + 1]?.heading ?? '') !== numberOf(heading) || paragraphs.test(text),
  )
}

describe('references of the Cloud API', () => {
  test('each section says where it is implemented, by files and functions that are there', () => {
    const silent: string[] = []
    const missing: string[] = []
    let count = 0
    for (const { name, mayBeSilent } of described) {
      for (const { heading, text } of sectionsOf(readDocument(`docs/reference/${name}`))) {
        const [, said] = paragraphs.exec(text) ?? []
        if (said === undefined && !mayBeSilent.test(heading)) silent.push(`${name}: ${heading}`)
        for (const [, path = '', own, after] of (said ?? '').matchAll(spanWithName)) {
          if (!/^(?:src|sandbox|test)\//.test(path)) continue
          count += 1
          const full = join(rootPath, path)
          const word = own ?? after
          if (!existsSync(full) || (word !== undefined && !readFileSync(full, 'utf8').includes(word)))
            missing.push(`${name}, ${heading}: ${path} ${word ?? ''}`)
        }
      }
    }
    assert.deepEqual({ silent, missing }, { silent: [], missing: [] })
    assert.ok(count > 150, String(count))
  })

  test('the table of error codes has the classes of the code, and no other codes', () => {
    const rows = tableRows(sectionOf(readDocument('docs/reference/cloud-api.md'), '### 5.2 Codes'))
    const written = rows.flatMap(([codes = '', , , name = '']) =>
      codes.split(', ').map((code) => [code, name] as const),
    )
    const ranges = metaErrorRanges.map(({ from, to, class: name }) => [`${from}–${to}`, name] as const)
    const known = [...Object.entries(metaErrorClasses), ...ranges].map(([code, name]) =>
      code === '1' ? [code, 'by HTTP status'] : [code, name],
    )
    assert.deepEqual(Object.fromEntries(written), Object.fromEntries(known))
  })

  test('no line is longer than 120 characters', () => {
    const long = globSync('docs/reference/*.md', { cwd: rootPath }).flatMap((path) =>
      readDocument(path.split(sep).join('/'))
        .split('\n')
        .flatMap((line, at) => (line.length > 120 ? [`${path}:${at + 1}`] : [])),
    )
    assert.deepEqual(long, [])
  })
})
