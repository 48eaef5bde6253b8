/** Actions behind a button. */
import { Menu as AriaMenu, Button, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { Icon, type IconName } from './icon.tsx'

export type MenuEntry = { id: string; label: string; onAction: () => void }

/** `text` is shown beside the icon where there is room; screen readers hear the label before it. */
type Props = { label: string; icon: IconName; text: string | undefined; entries: readonly MenuEntry[] }

export function Menu({ label, icon, text, entries }: Props) {
  return (
    <MenuTrigger>
      <Button className="button quiet">
        <Icon name={icon} />
        <span className={text === undefined ? 'menu-text' : 'unseen'}>{label}</span>
        {text !== undefined && <span className="menu-text">{text}</span>}
      </Button>
      <Popover className="popover" placement="top start">
        <AriaMenu items={entries} className="options" aria-label={label}>
          {({ id, label: name, onAction }) => (
            <MenuItem id={id} className="option" onAction={onAction}>
              {name}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
