/** A dialog over the page, and the question whether something shall really be done. */
import { type ReactNode, useState } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useWords } from '../words/words.tsx'
import { Button } from './button.tsx'
import { Field } from './field.tsx'

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
  onConfirm: () => void
  onClose: () => void
}

export function ConfirmDialog({ title, text, action, kind = 'danger', isOpen, onConfirm, onClose }: Question) {
  const { t } = useWords()
  const confirm = () => {
    onClose()
    onConfirm()
  }
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <p>{text}</p>
      <div className="row end">
        <Button onPress={onClose}>{t('back')}</Button>
        <Button kind={kind} onPress={confirm} autoFocus>
          {action}
        </Button>
      </div>
    </Dialog>
  )
}

/** For what cannot be undone: it is done when `typed` stands in the field, and not before. */
export function TypedDialog({ typed, ...question }: Question & { typed: string }) {
  return (
    <Dialog title={question.title} isOpen={question.isOpen} onClose={question.onClose}>
      <TypedQuestion typed={typed} {...question} />
    </Dialog>
  )
}

/** A part of its own: what was typed is gone when the dialog closes. */
function TypedQuestion({ text, action, typed, onConfirm, onClose }: Question & { typed: string }) {
  const { t } = useWords()
  const [written, setWritten] = useState('')
  const confirm = () => {
    onClose()
    onConfirm()
  }
  return (
    <>
      <p>{text}</p>
      <Field label={t('confirm.type', { text: typed })} value={written} onChange={setWritten} autoFocus />
      <div className="row end">
        <Button onPress={onClose}>{t('back')}</Button>
        <Button kind="danger" isDisabled={written.trim() !== typed} onPress={confirm}>
          {action}
        </Button>
      </div>
    </>
  )
}
