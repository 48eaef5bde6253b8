/**
 * An answer with its ETag, and a form that changes what it answered: what somebody else has changed meanwhile is not
 * overwritten, but refused with 412. A form in which nobody has written follows what the gateway has; one in which
 * somebody has stays as it is.
 */
import { useState } from 'react'
import type { CallOptions } from '../../../sdk/client.ts'

export type Tagged<Value> = { value: Value; tag: string }

export async function tagged<Value>(ask: (options: CallOptions) => Promise<Value>): Promise<Tagged<Value>> {
  let tag = '*'
  const value = await ask({
    onResponse: ({ headers }) => {
      tag = headers.get('etag') ?? tag
    },
  })
  return { value, tag }
}

export type Edit<Value> = Tagged<Value> & {
  /** Another one is another form: its fields begin anew. */
  version: number
  touch(): void
  saved(now: Tagged<Value>): void
  startAnew(): void
}

export function useEdit<Value>(now: Tagged<Value>): Edit<Value> {
  const [edit, setEdit] = useState({ begun: now, latest: now.tag, isTouched: false, version: 0 })
  if (now.tag !== edit.latest) {
    const isOld = !edit.isTouched && now.tag !== edit.begun.tag
    setEdit({ ...edit, latest: now.tag, ...(isOld && { begun: now, version: edit.version + 1 }) })
  }
  return {
    ...edit.begun,
    version: edit.version,
    touch: () => edit.isTouched || setEdit((one) => ({ ...one, isTouched: true })),
    saved: (begun) => setEdit((one) => ({ ...one, begun, isTouched: false })),
    startAnew: () =>
      setEdit(({ version }) => ({ begun: now, latest: now.tag, isTouched: false, version: version + 1 })),
  }
}
