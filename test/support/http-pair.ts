/** Two HTTP layers on one database: two processes where the store supports several, otherwise the same one twice. */

import type { NewId } from '../../src/model/ids.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { openTestHttp, type TestHttp } from './http.ts'
import type { OpenChanges } from './open-store.ts'
import type { Backend } from './store.ts'

export type HttpPair = { one: TestHttp; other: TestHttp; isTwo: boolean; [Symbol.asyncDispose](): Promise<void> }

export async function openHttpPair(backend: Backend, changes: Pick<OpenChanges, 'quotas'> = {}): Promise<HttpPair> {
  const opened = await backend.open(changes)
  const one = await openTestHttp({}, opened)
  const isTwo = backend.name !== 'sqlite'
  const other = isTwo ? await openOther({ ...opened, ...changes }) : one
  return {
    one,
    other,
    isTwo,
    async [Symbol.asyncDispose]() {
      if (isTwo) await other[Symbol.asyncDispose]()
      await one[Symbol.asyncDispose]()
    },
  }
}

async function openOther({
  path,
  newId,
  quotas,
}: { path: string; newId: NewId } & Pick<OpenChanges, 'quotas'>): Promise<TestHttp> {
  const store = await openPostgresStore(
    { newId, seal: createSeal('a key only for tests'), ...(quotas && { quotas }) },
    { url: path },
  )
  return openTestHttp({}, { store, newId, isSeeded: true, [Symbol.asyncDispose]: () => store.close() })
}
