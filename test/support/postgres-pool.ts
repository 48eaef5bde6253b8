/**
 * A proxy between a test process's stores and its PostgreSQL: a session that a store closed in good order is reset and
 * reused by the next one with the same start-up message. A new session costs the server a process (20 ms of CPU) and a
 * cold catalogue, and a test opens ten. Prepared statements survive. Everything else passes unchanged, and sessions
 * that did not end in good order are cut.
 */
import { chmodSync, mkdirSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createFrames } from './postgres-frames.ts'

/** This resets everything that a store changes in a session; `dirtying` matches what it would not undo. */
const reset = `close all; select pg_advisory_unlock_all(); unlisten *; discard sequences; reset session authorization; reset all`
const dirtying = /\b(?:prepare|deallocate|temp|temporary|declare|load)\b/i

const cancelCode = 80_877_102

type Session = {
  upstream: Socket
  /** The server's messages on opening. */
  greeting: Buffer[]
  /** By name. */
  prepared: Map<string, Buffer>
  onData(chunk: Buffer): void
  onClose(): void
}

export type Pool = {
  /** The folder of its socket. */
  folder: string
  /** Closes the idle sessions on that database. */
  forget(database: string): void
}

/** A pool for the server in `folder`, in a folder within it, which is removed with it. */
export async function startPool(folder: string): Promise<Pool> {
  const idle: Idle = new Map()
  const socketFolder = join(folder, `pool-${process.pid}`)
  mkdirSync(socketFolder, { recursive: true })
  // The process that runs the server removes it.
  chmodSync(socketFolder, 0o777)
  // A leaving client's connection closes only once its session is reusable, so a client that connects afterwards gets
  // that session.
  const server = createServer({ allowHalfOpen: true }, (client) => serve(client, join(folder, '.s.PGSQL.5432'), idle))
  await new Promise<void>((listening) => server.listen(join(socketFolder, '.s.PGSQL.5432'), listening))
  server.unref()
  return {
    folder: socketFolder,
    forget(database) {
      for (const [startup, sessions] of idle) {
        if (startup.includes(`\0database\0${database}\0`)) for (const { upstream } of sessions) upstream.end(terminate)
      }
    },
  }
}

/** By start-up message. */
type Idle = Map<string, Session[]>

function serve(client: Socket, path: string, idle: Idle): void {
  client.unref()
  client.on('error', () => client.destroy())
  client.once('data', (startup: Buffer) => {
    if (startup.readInt32BE(4) === cancelCode) return void client.pipe(connect(path)).pipe(client)
    const key = startup.toString('latin1')
    const used = idle.get(key)?.pop()
    const session = used ?? openSession(path, startup)
    serveSession(client, session, used !== undefined).then((isReusable) => {
      if (isReusable) {
        idle.set(key, [...(idle.get(key) ?? []), session])
        session.onData = () => {}
        session.onClose = () => idle.set(key, idle.get(key)?.filter((one) => one !== session) ?? [])
      } else session.upstream.destroy()
      client.destroy()
    })
  })
}

function openSession(path: string, startup: Buffer): Session {
  const upstream = connect(path)
  const session: Session = { upstream, greeting: [], prepared: new Map(), onData() {}, onClose() {} }
  upstream.unref()
  upstream.on('error', () => upstream.destroy())
  upstream.on('data', (chunk: Buffer) => session.onData(chunk))
  upstream.on('close', () => session.onClose())
  upstream.write(startup)
  return session
}

/** Serves until the client has left; resolves to true if the session is as good as new. */
function serveSession(client: Socket, session: Session, wasUsed: boolean): Promise<boolean> {
  const { upstream, greeting, prepared } = session
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const fresh = new Map<string, Buffer>()
  /** Answers still outstanding. */
  let open = wasUsed ? 0 : 1
  let isGreeted = wasUsed
  let isInTransaction = false
  let isDirty = false
  let isLeaving = false

  const asked = createFrames((type, frame) => {
    if (type === 'X') return leave()
    if (type === 'Q' || type === 'S') open += 1
    if (type === 'Q' && dirtying.test(frame.toString('latin1'))) isDirty = true
    upstream.write(type === 'P' ? parsed(frame) : frame)
  })
  const parsed = (frame: Buffer) => {
    const name = frame.toString('latin1', 5, frame.indexOf(0, 5))
    const known = prepared.get(name)
    if (name !== '' && !known) fresh.set(name, frame)
    return known?.equals(frame) ? parseNothing : frame
  }
  const leave = () => {
    isLeaving = open === 0 && !isInTransaction && !isDirty
    upstream.write(isLeaving ? query(reset) : terminate)
  }
  const answered = createFrames((type, frame) => {
    if (!isGreeted) greeting.push(frame)
    if (type === 'E') isDirty = true
    if (type !== 'Z') return
    isGreeted = true
    open -= 1
    isInTransaction = frame.toString('latin1', 5) !== 'I'
    if (!isLeaving) return
    for (const [name, text] of fresh) prepared.set(name, text)
    resolve(!isDirty)
  })
  session.onData = (chunk) => {
    if (!isLeaving) client.write(chunk)
    answered(chunk)
  }
  session.onClose = () => resolve(false)
  client.on('data', (chunk: Buffer) => {
    upstream.cork()
    asked(chunk)
    upstream.uncork()
  })
  // Cuts the other side, as without a proxy.
  client.on('end', () => isLeaving || client.destroy())
  client.on('close', () => isLeaving || upstream.destroy())
  if (wasUsed) client.write(Buffer.concat(greeting))
  return promise
}

const terminate = Buffer.from([0x58, 0, 0, 0, 4])
/** Parses an empty, unnamed statement: the server answers that it is parsed. */
const parseNothing = Buffer.from([0x50, 0, 0, 0, 8, 0, 0, 0, 0])

function query(text: string): Buffer {
  const body = Buffer.from(`${text}\0`)
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
