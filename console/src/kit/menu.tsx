/** Actions behind a button. */
import type { ReactNode } from 'react'
import { Button, Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'

export type MenuEntry = { id: string; label: string; onAction: () => void }

export function Menu({ label, face, entries }: { label: string; face: ReactNode; entries: readonly MenuEntry[] }) {
  return (
    <MenuTrigger>
      <Button className="button quiet" aria-label={label}>{face}</Button>
      <Popover className="popover" placement="top start">
        <AriaMenu items={entries} className="options" aria-label={label}>
          {({ id, label: text, onAction }) => (
            <MenuItem id={id} className="option" onAction={onAction}>{text}</MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
