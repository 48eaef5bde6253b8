/**
 * The guide: the same pages, headings, blocks of code, links and pictures in three languages, each page in the
 * navigation, each link with its target, and the functions that verify signatures as the tested examples have them.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { describe, test } from 'node:test'
import { settings } from '../../src/config/config.ts'
import { anchorsOf, readDocument, rootPath } from '../support/documents.ts'
import {
  type GuideLanguage,
  guideBlocks,
  guideHeadings,
  guideLanguages,
  guideLinks,
  guidePages,
  guideProse,
  readGuidePage,
} from '../support/guide.ts'

const names = guidePages('en')
const translated = ['es', 'pt'] as const

const anchorsIn = (language: GuideLanguage, name: string) => anchorsOf(readGuidePage(language, name))

/** A link for comparison: an anchor of the guide by the place of its heading, since headings are translated. */
function comparable(language: GuideLanguage, name: string, target: string): string {
  const [path = '', anchor] = target.replace(`/${language}/`, '/<language>/').split('#')
  const page = path === '' ? name : path
  if (anchor === undefined || !names.includes(page)) return target
  return `${page}#${anchorsIn(language, page).indexOf(anchor)}`
}

describe('the languages of the guide', () => {
  test('have the same pages', () => {
    assert.ok(names.length >= 9)
    for (const language of translated) assert.deepEqual(guidePages(language), names)
  })

  for (const name of names) {
    const english = readGuidePage('en', name)
    for (const language of translated) {
      test(`${name} in ${language} has the headings, lists, blocks and links of the English page`, () => {
        const page = readGuidePage(language, name)
        const items = (text: string) => guideProse(text).match(/^ *(?:\||- |\d+\. )/gm)?.length
        assert.equal(items(page), items(english), 'items of lists and rows of tables')
        const levels = (text: string) => guideHeadings(text).map(({ level }) => level)
        assert.deepEqual(levels(page), levels(english))
        const blocks = (text: string) => guideBlocks(text).map(({ info, text: code }) => ({ info, code }))
        assert.deepEqual(blocks(page), blocks(english))
        assert.deepEqual(
          guideLinks(page).map((target) => comparable(language, name, target)),
          guideLinks(english).map((target) => comparable('en', name, target)),
        )
      })
    }
  }
})

describe('every page of the guide', () => {
  const pages = guideLanguages.flatMap((language) =>
    guidePages(language).map((name) => ({ language, name, text: readGuidePage(language, name) })),
  )

  test('begins with its title, and nothing else, as front matter', () => {
    for (const { language, name, text } of pages) {
      const title = /^---\ntitle: (.+)\n---\n\n# (.+)\n/.exec(text)
      assert.ok(title, `${language}/${name}`)
      assert.equal(title[1], title[2], `${language}/${name}`)
    }
  })

  test('links to what is there', () => {
    for (const { language, name, text } of pages) {
      for (const target of guideLinks(text).filter((link) => !/^https?:/.test(link))) {
        const [path = '', anchor] = target.split('#')
        const file = path === '' ? `guide/${language}/${name}` : normalize(join('guide', language, path))
        assert.ok(existsSync(join(rootPath, file)), `${language}/${name} -> ${target}`)
        if (anchor !== undefined) assert.ok(anchorsOf(readDocument(file)).includes(anchor), `${name} -> ${target}`)
      }
    }
  })

  test('names only settings that exist', () => {
    // Of the examples, not of the gateway.
    const others = ['RECADO_WEBHOOK_SECRET', 'RECADO_URL', 'RECADO_CLIENT']
    for (const { language, name, text } of pages)
      for (const [setting] of text.matchAll(/RECADO_[A-Z_]*[A-Z]/g))
        assert.ok(setting in settings || others.includes(setting), `${language}/${name}: ${setting}`)
  })

  test('has JSON that parses, and lines of at most 120 columns', () => {
    for (const { language, name, text } of pages) {
      for (const block of guideBlocks(text))
        if (block.info === 'json') assert.doesNotThrow(() => JSON.parse(block.text), `${name}: ${block.text}`)
      // Tables cannot be broken.
      const long = text.split('\n').filter((line) => [...line].length > 120 && !line.startsWith('|'))
      assert.deepEqual(long, [], `${language}/${name}`)
    }
  })

  test('is in the navigation', async () => {
    const path = '../../tools/guide/.vitepress/pages.js'
    const { groups } = (await import(path)) as { groups: { pages: string[] }[] }
    const listed = groups.flatMap((group) => group.pages)
    assert.deepEqual(
      names.filter((name) => !listed.includes(name.replace(/\.md$/, ''))),
      [],
    )
    assert.equal(new Set(listed).size, listed.length, 'each once')
  })
})

describe('the code of the guide', () => {
  test('has the functions of the examples that tests run, word for word', () => {
    const shown: Record<string, string> = { js: 'mjs', python: 'py', php: 'php', go: 'go', java: 'java' }
    const blocks = guideBlocks(readGuidePage('en', 'answers-and-webhooks.md'))
    for (const [info, extension] of Object.entries(shown)) {
      const block = blocks.find((one) => one.info === info)
      assert.ok(block, info)
      assert.ok(readDocument(`examples/receivers/receiver.${extension}`).includes(block.text), info)
    }
  })

  test('shows each picture that there is, all of them small', () => {
    const pictures = readdirSync(join(rootPath, 'guide/public/pictures'))
    const shown = new Set(names.flatMap((name) => guideLinks(readGuidePage('en', name))))
    assert.ok(pictures.length > 20)
    for (const picture of pictures) {
      assert.ok(shown.has(`../public/pictures/${picture}`), picture)
      const { size } = statSync(join(rootPath, 'guide/public/pictures', picture))
      assert.ok(size < 25_000, `${picture}: ${size} bytes`)
    }
  })

  test('says why a block cannot be run, in the sentence before it', () => {
    for (const name of names)
      for (const block of guideBlocks(readGuidePage('en', name)).filter(({ info }) => info === 'sh no-run'))
        assert.ok(/[.:]$/.test(block.before) && !block.before.startsWith('#'), `${name}: ${block.text}`)
  })

  test('leaves no gap of a template in its prose, which the site would fill', () => {
    for (const language of guideLanguages)
      for (const name of names)
        assert.doesNotMatch(guideProse(readGuidePage(language, name)).replaceAll(/`[^`]*`/g, ''), /\{\{/)
  })
})
