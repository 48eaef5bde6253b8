/** A dialog over the page, and the question whether something shall really be done. */
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useWords } from '../words/words.tsx'
import { Button } from './button.tsx'

type Props = {
  title: string
  isOpen: boolean
  /** It stays until what it asks for is done. */
  isStuck?: boolean
  onClose?: () => void
  children: ReactNode
}

export function Dialog({ title, isOpen, isStuck = false, onClose, children }: Props) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      isDismissable={!isStuck}
      isKeyboardDismissDisabled={isStuck}
      onOpenChange={(open) => open || onClose?.()}
    >
      <Modal className="modal">
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
