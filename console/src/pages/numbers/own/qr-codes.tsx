/** QR codes that open a chat in which a text stands already: drawn here, so that no other host is asked for a picture. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../../../../../sdk/client.ts'
import { gateway } from '../../../app/gateway.ts'
import { useChange } from '../../../app/mutations.ts'
import { Button } from '../../../kit/button.tsx'
import { CopyButton } from '../../../kit/code-block.tsx'
import { ConfirmDialog, Dialog } from '../../../kit/dialog.tsx'
import { Form } from '../../../kit/form.tsx'
import { Loaded } from '../../../kit/loaded.tsx'
import { Card } from '../../../kit/page.tsx'
import { QrCode } from '../../../kit/qr-code.tsx'
import { saveFile } from '../../../kit/save-file.ts'
import { Empty } from '../../../kit/states.tsx'
import { TextArea } from '../../../kit/text-area.tsx'
import { useWords } from '../../../words/words.tsx'
import { bounds } from '../bounds.ts'
import { faultOfLength } from '../marketing-draft.ts'
import { pictureOf } from './qr-picture.ts'
import { keyOf, qrCodesQuery } from './queries.ts'

type Code = Schemas['QrCode']
type Of = { botId: string; mayChange: boolean }

export function QrCodes({ botId, mayChange }: Of) {
  const { t } = useWords()
  const found = useQuery(qrCodesQuery(botId))
  const [isMaking, setMaking] = useState(false)
  const close = () => setMaking(false)
  const make = mayChange && <Button onPress={() => setMaking(true)}>{t('qr.make')}</Button>
  return (
    <Card title={t('qr.title')} actions={make}>
      <p className="soft">{t('qr.about')}</p>
      <Loaded of={found} lines={4}>
        {(codes) =>
          codes.length === 0 ? (
            <Empty title={t('qr.none')}>
              <p>{t('qr.none_do')}</p>
            </Empty>
          ) : (
            <ul className="plain qr-list">
              {codes.map((code) => (
                <QrItem key={code.code} code={code} botId={botId} mayChange={mayChange} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Dialog title={t('qr.make')} isOpen={isMaking} onClose={close}>
        <MakeCode botId={botId} onClose={close} />
      </Dialog>
    </Card>
  )
}

function QrItem({ code, botId, mayChange }: Of & { code: Code }) {
  const { t } = useWords()
  const [open, setOpen] = useState<'change' | 'delete'>()
  const close = () => setOpen(undefined)
  const remove = useChange({
    run: () => gateway.deleteQrCode({ botId, code: code.code }),
    touches: [keyOf(botId, 'qr-codes')],
    done: 'qr.deleted',
  })
  return (
    <li>
      <QrCode text={code.url} label={t('qr.of', { text: code.message })} />
      <p className="qr-text">{code.message}</p>
      <Ways code={code} />
      {mayChange && (
        <div className="row">
          <Button kind="quiet" onPress={() => setOpen('change')}>
            {t('qr.change')}
          </Button>
          <Button kind="quiet" onPress={() => setOpen('delete')}>
            {t('qr.delete')}
          </Button>
        </div>
      )}
      <Dialog title={t('qr.change')} isOpen={open === 'change'} onClose={close}>
        <ChangeCode botId={botId} code={code} onClose={close} />
      </Dialog>
      <ConfirmDialog
        title={t('qr.delete_ask')}
        text={t('qr.delete_about')}
        action={t('qr.delete')}
        isOpen={open === 'delete'}
        onConfirm={() => remove.confirm()}
        onClose={close}
      />
    </li>
  )
}

/** The address to open and to copy, the picture as a file, and Meta's own picture where it made one. */
function Ways({ code: { code, url, imageUrl } }: { code: Code }) {
  const { t } = useWords()
  const save = () => void saveFile(`qr-${code}.svg`, new Response(pictureOf(url), { headers: svg }))
  return (
    <>
      <p className="soft small">
        <a href={url}>{url}</a>
      </p>
      <div className="row">
        <Button onPress={save}>{t('qr.picture')}</Button>
        <CopyButton word="copy.json" text={url} of={code} />
        {imageUrl !== null && (
          <a href={imageUrl} target="_blank" rel="noreferrer">
            {t('qr.of_meta')}
          </a>
        )}
      </div>
    </>
  )
}

const svg = { 'content-type': 'image/svg+xml' }

function MakeCode({ botId, onClose }: { botId: string; onClose: () => void }) {
  const { t } = useWords()
  const [message, setMessage] = useState('')
  const make = useChange({
    run: async () => {
      await gateway.createQrCode({ botId, body: { message: message.trim() } })
      onClose()
    },
    touches: [keyOf(botId, 'qr-codes')],
    done: 'qr.made',
    isToldInPlace: true,
  })
  return (
    <Form submit={t('qr.make')} error={make.error} isPending={make.isPending} onSubmit={() => make.mutate()}>
      <MessageField value={message} onChange={setMessage} />
    </Form>
  )
}

function ChangeCode({ botId, code, onClose }: { botId: string; code: Code; onClose: () => void }) {
  const { t } = useWords()
  const [message, setMessage] = useState(code.message)
  const change = useChange({
    run: async () => {
      await gateway.updateQrCode({ botId, code: code.code, body: { message: message.trim() } })
      onClose()
    },
    touches: [keyOf(botId, 'qr-codes')],
    done: 'saved',
    isToldInPlace: true,
  })
  return (
    <Form submit={t('save')} error={change.error} isPending={change.isPending} onSubmit={() => change.mutate()}>
      <MessageField value={message} onChange={setMessage} />
    </Form>
  )
}

function MessageField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useWords()
  const fault = faultOfLength(value, bounds.qrMessage)
  return (
    <TextArea
      name="message"
      label={t('qr.message')}
      hint={t('qr.message_hint')}
      rows={3}
      limit={bounds.qrMessage}
      isRequired
      autoFocus
      value={value}
      onChange={onChange}
      fault={fault && t(fault.word, fault.values)}
    />
  )
}
