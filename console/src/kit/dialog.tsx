/** A dialog over the page, and the question whether something shall really be done. */
import { type ReactNode, useState } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useWords } from '../words/words.tsx'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { Problem } from './form.tsx'

type Props = {
  title: string
  isOpen: boolean
  /** It stays until what it asks for is done. */
  isStuck?: boolean
  isWide?: boolean
  onClose?: () => void
  children: ReactNode
}

export function Dialog({ title, isOpen, isStuck = false, isWide = false, onClose, children }: Props) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      isDismissable={!isStuck}
      isKeyboardDismissDisabled={isStuck}
      onOpenChange={(open) => open || onClose?.()}
    >
      <Modal className={isWide ? 'modal wide-modal' : 'modal'}>
        <AriaDialog className="dialog">
          <Heading slot="title">{title}</Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

type Question = {
  title: string
  text: string
  action: string
  /** Of the button that does it; `danger` unless nothing is lost. */
  kind?: 'danger' | 'primary'
  isOpen: boolean
  /** Rejects when it could not be done: the question stays open and says why. */
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

export function ConfirmDialog(question: Question) {
  return (
    <Dialog title={question.title} isOpen={question.isOpen} onClose={question.onClose}>
      <Asked {...question} />
    </Dialog>
  )
}

/** For what cannot be undone: it is done when `typed` stands in the field, and not before. */
export function TypedDialog(question: Question & { typed: string }) {
  return (
    <Dialog title={question.title} isOpen={question.isOpen} onClose={question.onClose}>
      <Asked {...question} />
    </Dialog>
  )
}

/** A part of its own: what was typed, and what was refused, goes when the dialog closes. */
function Asked({ text, action, kind = 'danger', typed, onConfirm, onClose }: Question & { typed?: string }) {
  const { t } = useWords()
  const [written, setWritten] = useState('')
  const [error, setError] = useState<unknown>()
  const [isPending, setPending] = useState(false)
  const confirm = async () => {
    setPending(true)
    setError(undefined)
    try {
      await onConfirm()
      onClose()
    } catch (refused) {
      setError(refused)
    } finally {
      setPending(false)
    }
  }
  return (
    <>
      <p>{text}</p>
      {typed !== undefined && (
        <Field label={t('confirm.type', { text: typed })} value={written} onChange={setWritten} autoFocus />
      )}
      <Problem error={error} />
      <div className="row end">
        <Button onPress={onClose}>{t('back')}</Button>
        <Button
          kind={kind}
          isPending={isPending}
          isDisabled={typed !== undefined && written.trim() !== typed}
          onPress={() => void confirm()}
          autoFocus={typed === undefined}
        >
          {action}
        </Button>
      </div>
    </>
  )
}
