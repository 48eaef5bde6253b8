/** Cards beside each other: two to ten, alike, each with a file, a text and its buttons. */
import { Button } from '../../kit/button.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'
import { BodyFields } from './body-fields.tsx'
import type { BuilderProps } from './builder-props.ts'
import { cardKinds, mostCardButtons } from './buttons.ts'
import { ButtonsEditor } from './buttons-editor.tsx'
import { type CardForm, cardFormats, emptyCards, type HeaderFormat, limits, mostCards, withCard } from './form.ts'
import { SampleDrop } from './sample-drop.tsx'

export function CardsEditor({ botId, form: { cards }, onChange }: BuilderProps) {
  const { t } = useWords()
  const put = (at: number, patch: Partial<CardForm>) =>
    cards &&
    onChange({ cards: { ...cards, list: cards.list.map((one, index) => (index === at ? { ...one, ...patch } : one)) } })
  return (
    <>
      <Checkbox
        label={t('builder.cards_on')}
        isSelected={cards !== undefined}
        onChange={(isOn) => onChange({ cards: isOn ? emptyCards : undefined })}
      />
      {cards && (
        <>
          <Select
            label={t('builder.cards_format')}
            value={cards.format}
            choices={cardFormats.map((value) => ({ value, label: t(`header.${value}`) }))}
            onChange={(format) => onChange({ cards: { ...cards, format } })}
          />
          {cards.list.map((card, at) => (
            <CardFields
              // Cards have no name but their place.
              key={at}
              botId={botId}
              format={cards.format}
              number={at + 1}
              card={card}
              isNeeded={cards.list.length <= 2}
              onChange={(patch) => put(at, patch)}
              onRemove={() => onChange({ cards: { ...cards, list: cards.list.filter((_, index) => index !== at) } })}
            />
          ))}
          {cards.list.length < mostCards && (
            <p>
              <Button onPress={() => onChange({ cards: withCard(cards) })}>{t('builder.add_card')}</Button>
            </p>
          )}
        </>
      )}
    </>
  )
}

type CardProps = {
  botId: string
  format: HeaderFormat
  number: number
  card: CardForm
  isNeeded: boolean
  onChange: (patch: Partial<CardForm>) => void
  onRemove: () => void
}

function CardFields({ botId, format, number, card, isNeeded, onChange, onRemove }: CardProps) {
  const { t } = useWords()
  return (
    <fieldset className="part">
      <legend>{t('slot.card', { number })}</legend>
      <SampleDrop
        name={`cards.${number - 1}.HEADER`}
        key={format}
        botId={botId}
        format={format}
        value={card.sample}
        onChange={(sample) => onChange({ sample })}
      />
      <BodyFields
        name={`cards.${number - 1}.BODY`}
        text={card.body}
        samples={card.samples}
        limit={limits.cardBody}
        rows={3}
        onChange={onChange}
      />
      <ButtonsEditor
        name={`cards.${number - 1}.BUTTONS`}
        buttons={card.buttons}
        category="MARKETING"
        kinds={cardKinds}
        most={mostCardButtons}
        onChange={(buttons) => onChange({ buttons })}
      />
      <div className="row end">
        <Button kind="quiet" isDisabled={isNeeded} onPress={onRemove}>
          {t('builder.remove_card')}
        </Button>
      </div>
    </fieldset>
  )
}
