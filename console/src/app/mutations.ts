/** Something that changes the gateway's state: what it changed is asked for again, and a notice says how it ended. */
import { type QueryKey, useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { explain } from '../kit/states.tsx'
import { toast, toastFailure } from '../kit/toast.tsx'
import { useWords, type WordKey } from '../words/words.tsx'
import { queries } from './gateway.ts'

type Change<Input, Output> = {
  run: (input: Input) => Promise<Output>
  /** Keys of answers that are old now. */
  touches: readonly QueryKey[]
  done?: WordKey
  /** The page shows the error where the change was asked for, as a form does. */
  isToldInPlace?: boolean
}

export function useChange<Output, Input = void>({ run, touches, done, isToldInPlace = false }: Change<Input, Output>) {
  const words = useWords()
  const isConfirmed = useRef(false)
  const change = useMutation({
    mutationFn: run,
    onSuccess: () => {
      if (done !== undefined) toast(words.t(done))
    },
    onError: (error) => {
      if (isToldInPlace || isConfirmed.current) return
      toastFailure(explain(error, words))
    },
    onSettled: () => Promise.all(touches.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  })
  /** For a dialog that asks before it: it stays open and shows the error itself. */
  const confirm = async (input: Input) => {
    isConfirmed.current = true
    try {
      return await change.mutateAsync(input)
    } finally {
      isConfirmed.current = false
    }
  }
  return { ...change, confirm }
}
