/**
 * The functions of the sources according to TypeScript's own parser, with their own lines of code: lines of inner
 * functions count for those, blank lines and comments for none.
 */
import { fileURLToPath } from 'node:url'
import type { Node } from 'typescript/unstable/ast'
import {
  isArrowFunction,
  isConstructorDeclaration,
  isFunctionDeclaration,
  isFunctionExpression,
  isGetAccessorDeclaration,
  isMethodDeclaration,
} from 'typescript/unstable/ast/is'
import { API } from 'typescript/unstable/sync'

export type SourceFunction = { name: string; line: number; ownLines: number }

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Of the named files, relative to the repository's root; one parser for all of them. */
export function functionsOf(paths: readonly string[]): Map<string, SourceFunction[]> {
  const api = new API({ cwd: root })
  try {
    const projects = [`${root}tsconfig.json`, `${root}console/tsconfig.json`]
    const snapshot = api.updateSnapshot({ openProjects: projects })
    const programs = projects.map((name) => snapshot.getProject(name)?.program)
    return new Map(
      paths.map((path) => {
        const program = programs[/^(?:console|drawing|phone)\//.test(path) ? 1 : 0]
        const file = program?.getSourceFile(root + path)
        if (file === undefined) throw new Error(`the parser does not know ${path}`)
        return [path, functionsWithin(file, file.text)]
      }),
    )
  } finally {
    api.close()
  }
}

const kinds = [
  isArrowFunction,
  isConstructorDeclaration,
  isFunctionDeclaration,
  isFunctionExpression,
  isGetAccessorDeclaration,
  isMethodDeclaration,
]

function functionsWithin(file: Node, text: string): SourceFunction[] {
  const starts = lineStarts(text)
  const codeBefore = countCode(text)
  const found: SourceFunction[] = []
  /** Returns how many lines of `node` belong to functions within it. */
  function visit(node: Node): number {
    let inner = 0
    node.forEachChild((child) => {
      inner += visit(child)
    })
    if (!kinds.some((is) => is(node))) return inner
    const first = lineAt(starts, firstToken(text, node))
    const below = (codeBefore[lineAt(starts, node.end) + 1] ?? 0) - (codeBefore[first + 1] ?? 0)
    found.push({ name: nameOf(node, text), line: first + 1, ownLines: below + 1 - inner })
    // It shares its first line with the expression that contains it.
    return below
  }
  visit(file)
  return found
}

/** The number of code lines before each line. */
function countCode(text: string): number[] {
  let count = 0
  return [0, ...text.split('\n').map((line) => (/^\s*(?:$|\/\/|\/\*|\*)/.test(line) ? count : ++count))]
}

/** After the blanks and comments before it. */
function firstToken(text: string, { pos, end }: Node): number {
  const lead = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(pos, end))
  return pos + (lead?.[0].length ?? 0)
}

function nameOf(node: Node, text: string): string {
  const named = node as Node & { name?: Node; parent?: Node & { name?: Node } }
  const name = named.name ?? named.parent?.name
  return name === undefined ? '(a function without a name)' : text.slice(name.pos, name.end).trim()
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function lineAt(starts: readonly number[], position: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= position) low = middle
    else high = middle - 1
  }
  return low
}
