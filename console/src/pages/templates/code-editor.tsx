/** A template for codes of one use: WhatsApp writes its texts, and only options are chosen. */
import { Checkbox } from '../../kit/checkbox.tsx'
import { Field } from '../../kit/field.tsx'
import { Card } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'
import type { BuilderProps } from './builder-props.ts'
import { otpTypes, type TemplateForm } from './form.ts'

type Otp = TemplateForm['code']['otp']
type App = { package_name?: string; signature_hash?: string }

export function CodeEditor({ form: { code }, onChange }: BuilderProps) {
  const { t } = useWords()
  const change = (patch: Partial<TemplateForm['code']>) => onChange({ code: { ...code, ...patch } })
  const { otp } = code
  const type = otpTypes.find((one) => one === otp.otp_type) ?? 'COPY_CODE'
  return (
    <Card title={t('builder.code')}>
      <Checkbox label={t('builder.code_advice')} isSelected={code.advice} onChange={(advice) => change({ advice })} />
      <div className="form-row">
        <Field
          name="FOOTER"
          label={t('builder.code_minutes')}
          inputMode="numeric"
          value={code.minutes}
          hint={t('builder.code_minutes_hint')}
          onChange={(minutes) => change({ minutes: minutes.replaceAll(/\D/g, '') })}
        />
        <Select
          name="BUTTONS"
          label={t('builder.code_way')}
          value={type}
          choices={otpTypes.map((value) => ({ value, label: t(`otp.${value}`) }))}
          onChange={(otp_type) => change({ otp: { ...otp, otp_type } })}
        />
      </div>
      {type !== 'COPY_CODE' && <AppFields otp={otp} onChange={(changed) => change({ otp: changed })} />}
      {type === 'ZERO_TAP' && (
        <Checkbox
          label={t('builder.code_terms')}
          isSelected={otp.zero_tap_terms_accepted === true}
          onChange={(isOn) => change({ otp: { ...otp, zero_tap_terms_accepted: isOn } })}
        />
      )}
    </Card>
  )
}

/** The app of Android that takes the code by itself. */
function AppFields({ otp, onChange }: { otp: Otp; onChange: (otp: Otp) => void }) {
  const { t } = useWords()
  const apps = (Array.isArray(otp.supported_apps) ? otp.supported_apps : []) as App[]
  const { package_name = '', signature_hash = '' } = apps[0] ?? {}
  const put = (patch: App) =>
    onChange({ ...otp, supported_apps: [{ package_name, signature_hash, ...patch }, ...apps.slice(1)] })
  return (
    <div className="form-row">
      <Field
        label={t('builder.code_package')}
        value={package_name}
        hint="com.example.app"
        onChange={(value) => put({ package_name: value })}
      />
      <Field
        label={t('builder.code_hash')}
        value={signature_hash}
        hint={t('builder.code_hash_hint')}
        onChange={(value) => put({ signature_hash: value })}
      />
    </div>
  )
}
