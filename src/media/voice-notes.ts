/**
 * Audio becomes a voice note by the machine's own ffmpeg, if it has one: a child process with bounds of time and size
 * that is ended in every case, a few at a time. It reads a file of one known format, so that no file can make it open
 * another (as playlists do).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { mediaRules } from '../model/media/media.ts'

/** `isOver`: nothing is wrong with the file, the process ends. */
export type Converted = { kind: 'converted'; bytes: Uint8Array } | { kind: 'failed'; reason: string; isOver?: true }

export type VoiceConverter = {
  convert(bytes: Uint8Array, mimeType: string): Promise<Converted>
  /** Ends what runs. */
  stop(): void
}

/** The whole of an hour's recording takes a few seconds. */
const defaultTimeoutMs = 60_000

/** ffmpeg's names of what WhatsApp takes as audio. */
const formats: Readonly<Record<string, string>> = {
  'audio/aac': 'aac',
  'audio/mp4': 'mov',
  'audio/mpeg': 'mp3',
  'audio/amr': 'amr',
  'audio/ogg': 'ogg',
}

/** With what makes voice notes, where the machine has it. `disposers`: of the process. */
export function withVoice<Deps>(deps: Deps, named: string, disposers: (() => unknown)[]) {
  const voice = findVoiceConverter(named)
  if (voice) disposers.push(voice.stop)
  return { ...deps, voice }
}

/** Where systems have their programs. */
const usualFolders = ['/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin', '/opt/local/bin', '/snap/bin']

/** `named`: its path, or its name in one of the folders; undefined where there is none. */
export function findVoiceConverter(
  named: string,
  folders: readonly string[] = usualFolders,
  timeoutMs = defaultTimeoutMs,
): VoiceConverter | undefined {
  if (named === 'off' || named === '') return undefined
  const program = (isAbsolute(named) ? [named] : folders.map((folder) => join(folder, named))).find(isProgram)
  if (program === undefined) return undefined
  const running = new Set<ChildProcess>()
  let isOver = false
  return {
    async convert(bytes, mimeType) {
      const format = formats[mimeType]
      if (format === undefined) return { kind: 'failed', reason: `${mimeType} cannot be converted` }
      const folder = await mkdtemp(join(tmpdir(), 'recado-voice-'))
      try {
        const path = join(folder, 'audio')
        await writeFile(path, bytes)
        if (isOver) return over
        const converted = await run(program, argumentsOf(format, path), { timeoutMs, running })
        return isOver && converted.kind === 'failed' ? over : converted
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    stop() {
      isOver = true
      for (const child of running) child.kill('SIGKILL')
    },
  }
}

const over: Converted = { kind: 'failed', reason: 'the gateway stops', isOver: true }

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function argumentsOf(format: string, path: string): string[] {
  const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'error']
  const from = ['-protocol_whitelist', 'file,pipe', '-f', format, '-i', path]
  const to = ['-map', '0:a:0', '-vn', '-ac', '1', '-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg', 'pipe:1']
  return [...quiet, ...from, ...to]
}

type Running = { timeoutMs: number; running: Set<ChildProcess> }

function run(program: string, given: string[], { timeoutMs, running }: Running): Promise<Converted> {
  const { maxBytes } = mediaRules.audio
  return new Promise((resolve) => {
    const child = spawn(program, given, { stdio: ['ignore', 'pipe', 'ignore'], env: {}, cwd: tmpdir() })
    running.add(child)
    const parts: Buffer[] = []
    let size = 0
    let reason: string | undefined
    const endIt = (why: string) => {
      reason ??= why
      child.kill('SIGKILL')
    }
    const late = setTimeout(() => endIt(`it took longer than ${timeoutMs / 1_000} s`), timeoutMs)
    child.stdout.on('data', (part: Buffer) => {
      size += part.length
      if (size > maxBytes) endIt('it is too long')
      else parts.push(part)
    })
    child.on('error', (error) => endIt(error.message))
    child.on('close', (code) => {
      clearTimeout(late)
      running.delete(child)
      if (code === 0 && reason === undefined && size > 0) resolve({ kind: 'converted', bytes: Buffer.concat(parts) })
      else resolve({ kind: 'failed', reason: reason ?? 'ffmpeg could not read it' })
    })
  })
}
