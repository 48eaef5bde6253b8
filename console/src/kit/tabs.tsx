/** Views of one thing, of which one is shown: chosen here, or by the page, which then has it in its address. */
import type { ReactNode } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components'

export type TabView = { id: string; label: string; content: ReactNode }

type Props = { label: string; views: readonly TabView[]; shown?: string; onShow?: (id: string) => void }

export function Tabs({ label, views, shown, onShow }: Props) {
  return (
    <AriaTabs
      className="tabs"
      {...(shown !== undefined && { selectedKey: shown })}
      {...(onShow && { onSelectionChange: (id) => onShow(String(id)) })}
    >
      <TabList aria-label={label} className="tab-list">
        {views.map(({ id, label: text }) => (
          <Tab key={id} id={id} className="tab">
            {text}
          </Tab>
        ))}
      </TabList>
      {views.map(({ id, content }) => (
        <TabPanel key={id} id={id}>
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
