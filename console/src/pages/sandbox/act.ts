/** Something that changes the sandbox: all that is shown of it is asked for again. */
import { useChange } from '../../app/mutations.ts'
import { control } from './control.ts'

export type Act = { method: 'POST' | 'PUT' | 'DELETE'; path: string; body?: object }

export function useAct(address: string) {
  return useChange({
    run: ({ method, path, body }: Act) => control(address, method, path, body),
    touches: [['sandbox', address]],
    done: 'sandbox.done',
  })
}
