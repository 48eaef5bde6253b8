/** The files of `deploy/` and the Dockerfile as those read them who run them: what is started, with which settings, and by when it must end. */
import { globSync, readFileSync } from 'node:fs'
import { type Copy, DockerfileParser, type From, type Instruction, type JSONInstruction } from 'dockerfile-ast'
import { parse } from 'yaml'
import { readDocument, rootPath } from './documents.ts'

export type Start = {
  /** With its arguments. */
  command: string[]
  env: Record<string, string>
  healthCheck?: string[]
}

// ── Dockerfile ──────────────────────────────────────────────

export type Image = Start & {
  bases: string[]
  user: string
  volumes: string[]
  ports: string[]
  workdir: string
  /** Of the last stage: from where (a stage, or the repository), and where to. */
  copies: { stage?: string; from: string; to: string }[]
  /** What any stage takes of the repository: its files and folders. */
  taken: string[]
}

export function readImage(): Image {
  const file = DockerfileParser.parse(readDocument('Dockerfile'))
  const froms = file.getFROMs()
  const last = froms.at(-1) as From
  const stage = file.getInstructions().filter((one) => one.getRange().start.line >= last.getRange().start.line)
  const textsOf = (keyword: string) => stage.filter((one) => one.getKeyword() === keyword).map(argumentsOf)
  const env = stage
    .filter((one) => one.getKeyword() === 'ENV')
    .flatMap((one) => one.getArgumentsContent()?.match(/\w+=\S+/g) ?? [])
  const [entrypoint = [], command = []] = ['ENTRYPOINT', 'CMD'].map((keyword) => jsonOf(stage, keyword))
  const health = stage.find((one) => one.getKeyword() === 'HEALTHCHECK')?.getArgumentsContent() ?? ''
  return {
    bases: froms.map((from) => String(from.getImage())),
    command: [...entrypoint, ...command],
    env: Object.fromEntries(env.map((one) => [one.split('=', 1)[0] ?? '', one.slice(one.indexOf('=') + 1)])),
    healthCheck: JSON.parse(health.slice(health.indexOf('['))),
    user: textsOf('USER').at(-1)?.[0] ?? 'root',
    volumes: textsOf('VOLUME').flat(),
    ports: textsOf('EXPOSE').flat(),
    workdir: textsOf('WORKDIR').at(-1)?.[0] ?? '/',
    copies: file
      .getCOPYs()
      .filter((copy) => stage.includes(copy))
      .flatMap(copiesOf),
    taken: [
      ...new Set(
        file
          .getCOPYs()
          .flatMap(copiesOf)
          .filter(({ stage }) => stage === undefined)
          .map(({ from }) => from.split('/', 1)[0] ?? ''),
      ),
    ],
  }
}

const argumentsOf = (instruction: Instruction) => instruction.getArguments().map((one) => one.getValue())

function jsonOf(stage: Instruction[], keyword: string): string[] {
  const found = stage.find((one) => one.getKeyword() === keyword) as JSONInstruction | undefined
  return found?.getJSONStrings().map((one) => JSON.parse(one.getValue())) ?? []
}

function copiesOf(copy: Copy): Image['copies'] {
  const stage = copy.getFromFlag()?.getValue()
  const paths = argumentsOf(copy)
  const to = paths.at(-1) ?? ''
  return paths.slice(0, -1).map((from) => ({ ...(stage && { stage }), from, to }))
}

/** What the builder is given: everything is left out, and these are not. */
export function contextPaths(): string[] {
  const [all, ...kept] = readDocument('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (all !== '*' || kept.some((line) => !/^![\w.-]+$/.test(line)))
    throw new Error('.dockerignore is no list of what is kept')
  return kept.map((line) => line.slice(1))
}

// ── compose ─────────────────────────────────────────────────

export type Service = {
  image?: string
  build?: { context: string }
  environment?: Record<string, string>
  volumes?: string[]
  ports?: string[]
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  stop_grace_period?: string
  healthcheck?: { test: string[] }
  networks?: string[]
}

export type Compose = {
  services: Record<string, Service>
  volumes: Record<string, unknown>
  networks: Record<string, { ipam: { config: { subnet: string }[] } }>
}

export const composePaths = globSync('deploy/compose/*.yaml', { cwd: rootPath }).sort()

export function readCompose(path: string): Compose {
  return parse(readDocument(path), { merge: true }) as Compose
}

/** `${NAME:?what}` and `${NAME:-default}`, as Compose fills them. */
export function filled(text: string, given: Record<string, string>): string {
  return text.replaceAll(/\$\{(\w+)(?::([?-])([^}]*))?\}/g, (_, name: string, rule = '', rest = '') => {
    const value = given[name] || (rule === '-' ? rest : undefined)
    if (value === undefined) throw new Error(`${name}: ${rest}`)
    return value
  })
}

// ── systemd ─────────────────────────────────────────────────

/** Sections with their directives; a directive may stand there several times. */
export function readUnit(path: string): Map<string, Map<string, string[]>> {
  const sections = new Map<string, Map<string, string[]>>()
  let section = new Map<string, string[]>()
  for (const line of readFileSync(rootPath + path, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const header = /^\[(\w+)\]$/.exec(line)?.[1]
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (header !== undefined) {
      section = new Map()
      sections.set(header, section)
    } else if (name === '') throw new Error(`${path}: ${line}`)
    else section.set(name, [...(section.get(name) ?? []), value])
  }
  return sections
}

/** `20s` or `20` in milliseconds. */
export function secondsIn(text = ''): number {
  const [, figure] = /^(\d+)s?$/.exec(text) ?? []
  return Number(figure) * 1_000
}
