/** The console's texts exist in every language and are all used; its addresses are those that the gateway answers. */
import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { en as firstEn } from '../../console/src/words/en.ts'
import { es as firstEs } from '../../console/src/words/es.ts'
import { late as lateEn } from '../../console/src/words/late/late-en.ts'
import { late as lateEs } from '../../console/src/words/late/late-es.ts'
import { late as latePt } from '../../console/src/words/late/late-pt.ts'
import { pt as firstPt } from '../../console/src/words/pt.ts'
import { findings } from '../../src/diagnostics/finding.ts'
import { consolePages } from '../../src/http/ops/console-site.ts'
import { roles } from '../../src/model/access/roles.ts'
import { readDocument, rootPath } from '../support/documents.ts'

const en = { ...firstEn, ...lateEn }
const es = { ...firstEs, ...lateEs }
const pt = { ...firstPt, ...latePt }

const sources = globSync('console/src/{app,kit,pages}/**/*.{ts,tsx}', { cwd: rootPath })
const code = [...sources, 'console/src/words/words.tsx'].map((path) => readFileSync(rootPath + path, 'utf8')).join('\n')

/** The names in braces, at any depth. */
const argumentsOf = (text: string) => [...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name).sort()

describe('texts of the console', () => {
  for (const [language, words] of Object.entries({ es, pt })) {
    test(`${language} has every text of en with the same arguments, and no other`, () => {
      assert.deepEqual(Object.keys(words), Object.keys(en))
      for (const [key, text] of Object.entries(en))
        assert.deepEqual(argumentsOf(words[key as keyof typeof en]), argumentsOf(text), key)
    })
  }

  test('no late text has the key of another', () => {
    assert.deepEqual(
      Object.keys(lateEn).filter((key) => key in firstEn),
      [],
    )
  })

  test('none is empty and none is unused', () => {
    // A key is named whole, or by its beginning before a value: `state.${value}`.
    const beginnings = [...code.matchAll(/`(\w+\.(?:\w+_)?)\$\{/g)].map(([, beginning = '']) => beginning)
    const isUsed = (key: string) =>
      code.includes(`'${key}'`) || code.includes(`"${key}"`) || beginnings.some((one) => key.startsWith(one))
    assert.deepEqual(
      Object.keys(en).filter((key) => !isUsed(key)),
      [],
    )
    for (const words of [en, es, pt])
      assert.ok(Object.values(words).every((text) => text.trim() === text && text !== ''))
  })
})

describe('what the gateway names, by the words of the console', () => {
  test('every check and every role', () => {
    const wanted = [...Object.keys(findings).map((name) => `check.${name}`), ...roles.map((role) => `role.${role}`)]
    assert.deepEqual(
      wanted.filter((key) => !(key in en)),
      [],
    )
  })
})

describe('pages of the console', () => {
  const routes = globSync('console/src/app/{router.tsx,routes/*}', { cwd: rootPath }).map(readDocument)
  const ofRouter = [...routes.join('\n').matchAll(/^ {2}path: '(\/[^']*)'/gm)].map(([, path = '']) => path)

  test('the gateway answers every address of the router, and no other', () => {
    const first = new Set(ofRouter.map((path) => path.split('/')[1] ?? '').filter((part) => part !== ''))
    assert.deepEqual([...first].sort(), [...consolePages].sort())
  })

  test('each has a folder of its own; the overview is at /', () => {
    assert.deepEqual(readdirSync(`${rootPath}console/src/pages`).sort(), ['overview', ...consolePages].sort())
  })

  test('each is in docs/console.md', () => {
    const page = readDocument('docs/console.md')
    assert.deepEqual(
      ofRouter.filter((path) => !page.includes(`\`${path}\``)),
      [],
    )
  })
})

describe('messages in the console', () => {
  /** The classes that a style sheet names. */
  const classesOf = (pattern: string) => {
    const sheets = globSync(pattern, { cwd: rootPath }).map((path) => readFileSync(rootPath + path, 'utf8'))
    const selectors = sheets.flatMap((text) => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').match(/[^{};]+(?=\{)/g) ?? [])
    return new Set(selectors.flatMap((one) => [...one.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name = '']) => name)))
  }

  test('no class of theirs is one of the console: a rule would draw both', () => {
    const [drawn, own] = [classesOf('drawing/*.css'), classesOf('console/src/**/*.css')]
    assert.ok(drawn.size > 60 && own.size > 100, `${drawn.size} and ${own.size}`)
    assert.deepEqual(
      [...drawn].filter((name) => own.has(name)),
      [],
    )
  })
})
