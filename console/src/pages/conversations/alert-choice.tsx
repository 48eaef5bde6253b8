/** Whether somebody wants to be told of new messages, and how. */
import { type Alert, alerts, setAlert } from '../../app/alerts.ts'
import { useSwitch } from '../../app/switch.ts'
import { Checkbox } from '../../kit/checkbox.tsx'
import { toast } from '../../kit/toast.tsx'
import { useWords } from '../../words/words.tsx'

export function AlertChoice() {
  return (
    <>
      <One alert="notifications" label="alerts.notifications" />
      <One alert="sound" label="alerts.sound" />
    </>
  )
}

function One({ alert, label }: { alert: Alert; label: 'alerts.notifications' | 'alerts.sound' }) {
  const { t } = useWords()
  const isOn = useSwitch(alerts[alert])
  const choose = async (wanted: boolean) => {
    const refusal = await setAlert(alert, wanted)
    if (refusal !== undefined) toast(t(refusal))
  }
  return <Checkbox label={t(label)} isSelected={isOn} onChange={(wanted) => void choose(wanted)} />
}
