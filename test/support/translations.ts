/**
 * The sources' texts in Spanish and Portuguese: every string within a property or constant that is named `es` or `pt`,
 * as TypeScript's own parser sees it, so that a table is found wherever it is.
 */
import { globSync } from 'node:fs'
import { sep } from 'node:path'
import type { Node } from 'typescript/unstable/ast'
import {
  isBinaryExpression,
  isNoSubstitutionTemplateLiteral,
  isPropertyAssignment,
  isStringLiteral,
  isTemplateExpression,
} from 'typescript/unstable/ast/is'
import { API } from 'typescript/unstable/sync'
import { es as ofConsoleInEs } from '../../console/src/words/es.ts'
import { failures as failuresInEs } from '../../console/src/words/failures/texts-es.ts'
import { failures as failuresInPt } from '../../console/src/words/failures/texts-pt.ts'
import { late as lateInEs } from '../../console/src/words/late/late-es.ts'
import { late as lateInPt } from '../../console/src/words/late/late-pt.ts'
import { pt as ofConsoleInPt } from '../../console/src/words/pt.ts'
import { rootPath } from './documents.ts'
import { guidePages, guideProse, readGuidePage } from './guide.ts'

/** `isProse`: sentences about third persons, whose verbs look like commands of the other form. */
export type Translation = { language: 'es' | 'pt'; path: string; text: string; isProse?: boolean }

/** Of the gateway, the words of the sandbox's phone, of messages and of the console, and the guide's pages. */
export async function readTranslations(): Promise<Translation[]> {
  const paths = globSync('src/**/*.ts', { cwd: rootPath }).map((path) => path.split(sep).join('/'))
  const words = [
    ...(await wordsOf('phone', 'es')),
    ...(await wordsOf('phone', 'pt')),
    ...(await wordsOf('drawing', 'es')),
    ...(await wordsOf('drawing', 'pt')),
    ...consoleTexts('es', { ...ofConsoleInEs, ...lateInEs, ...failuresInEs }),
    ...consoleTexts('pt', { ...ofConsoleInPt, ...lateInPt, ...failuresInPt }),
  ]
  return [...translationsOf(paths), ...words, ...guideTexts('es'), ...guideTexts('pt')]
}

/** The guide's paragraphs, without code and addresses. */
function guideTexts(language: Translation['language']): Translation[] {
  return guidePages(language).flatMap((name) =>
    guideProse(readGuidePage(language, name))
      .split('\n\n')
      .map((text) =>
        text
          .replaceAll(/\s+/g, ' ')
          .replaceAll(/`[^`]*`|\]\([^)]*\)|<[^>]*>/g, ' ')
          .trim(),
      )
      .filter((text) => text !== '')
      .map((text) => ({ language, path: `guide/${language}/${name}`, text, isProse: true })),
  )
}

function translationsOf(paths: readonly string[]): Translation[] {
  const api = new API({ cwd: rootPath })
  try {
    const config = `${rootPath}tsconfig.json`
    const program = api.updateSnapshot({ openProjects: [config] }).getProject(config)?.program
    return paths.flatMap((path) => {
      const file = program?.getSourceFile(rootPath + path)
      if (file === undefined) throw new Error(`the parser does not know ${path}`)
      return translationsIn(file, file.text, path)
    })
  } finally {
    api.close()
  }
}

function translationsIn(file: Node, source: string, path: string): Translation[] {
  const found: Translation[] = []
  function visit(node: Node, outer: Translation['language'] | undefined): void {
    const language = languageOf(node, source) ?? outer
    const text = language && textOf(node, source)
    if (language !== undefined && text !== undefined) found.push({ language, path, text })
    else node.forEachChild((child) => visit(child, language))
  }
  visit(file, undefined)
  return found
}

function languageOf(node: Node, source: string): Translation['language'] | undefined {
  if (!isPropertyAssignment(node)) return undefined
  const name = source.slice(node.name.pos, node.name.end).trim()
  return name === 'es' || name === 'pt' ? name : undefined
}

/** A string or strings joined by `+`, without quotes; the code in a template's `${}` becomes a blank. */
function textOf(node: Node, source: string): string | undefined {
  if (isBinaryExpression(node)) {
    const [left, right] = [textOf(node.left, source), textOf(node.right, source)]
    return left === undefined || right === undefined ? undefined : left + right
  }
  if (!isStringLiteral(node) && !isNoSubstitutionTemplateLiteral(node) && !isTemplateExpression(node)) return undefined
  const written = source.slice(node.pos, node.end).trim()
  return written.slice(1, -1).replaceAll(/\$\{[^}]*\}/g, ' ')
}

/** `place`: the phone has words of its own, the messages on it and in the console those of the drawing. */
async function wordsOf(place: 'phone' | 'drawing', language: Translation['language']): Promise<Translation[]> {
  const path = `${place}/words-${language}.ts`
  const module: Record<string, unknown> = await import(`../../${path}`)
  return textsWithin(module[language]).map((text) => ({ language, path, text }))
}

function consoleTexts(language: Translation['language'], words: object): Translation[] {
  return textsWithin(words).map((text) => ({ language, path: `console/src/words/${language}`, text, isProse: true }))
}

function textsWithin(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsWithin) : []
}
